using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Broker.Superseding;

/// <summary>
/// Where the newest of a group went. It is remembered when all have ended: a request that was told to follow may look for the newest late, and by then there may have been many. Guarded by the
/// gate of <see cref="SupersedeGroups"/>.
/// </summary>
internal sealed class SupersedeTrail(SupersedeKey key)
{
    /// <summary>The group.</summary>
    public SupersedeKey Key => key;

    /// <summary>What the newest asks for.</summary>
    public RequestKey Newest { get; private set; } = null!;

    /// <summary>Where the newest goes.</summary>
    public Uri Uri { get; private set; } = null!;

    public void Lead(RequestKey newest, Uri uri) => (Newest, Uri) = (newest, uri);
}
