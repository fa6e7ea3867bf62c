using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Broker.Superseding;

/// <summary>The requests under one key, from the first until all have ended. What it says is guarded by the gate of <see cref="SupersedeGroups"/>.</summary>
/// <remarks>
/// Its members are those of the newest generation: requests with the same key, who join each other. It remembers where the newest went when all have ended:
/// a request that was told to follow may look for it late, and by then there may have been many.
/// </remarks>
internal sealed class SupersedeGroup(SupersedeKey key)
{
    public SupersedeKey Key => key;

    /// <summary>Who runs still, of the newest generation.</summary>
    public List<SupersedeMember> Members { get; private set; } = [];

    /// <summary>What the newest asks for.</summary>
    public RequestKey Newest { get; private set; } = null!;

    /// <summary>Where the newest goes.</summary>
    public Uri Uri { get; private set; } = null!;

    /// <summary>Begins the next generation.</summary>
    public SupersedeMember Renew(RequestKey request, Uri uri)
    {
        (Newest, Uri, Members) = (request, uri, []);
        return Add(request);
    }

    /// <summary>Joins the newest.</summary>
    public SupersedeMember Add(RequestKey request)
    {
        var member = new SupersedeMember(this, request);
        Members.Add(member);
        return member;
    }
}
