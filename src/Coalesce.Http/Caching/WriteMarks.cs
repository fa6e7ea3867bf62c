using Coalesce.Http.Broker;
using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Caching;

/// <summary>Which answers a write has outdated: those that are fresh because their route says so turn stale.</summary>
/// <param name="scope">How far a write reaches.</param>
/// <param name="isAsked">Whether any route says that its answers are fresh.</param>
internal sealed class WriteMarks(ForgetScope scope, bool isAsked)
{
    private const int UsualLength = 256;
    private readonly CacheMarks _outdated = new();

    /// <summary>An unsafe request begins or has ended.</summary>
    /// <param name="uri">Where it goes.</param>
    /// <param name="partition">Whose it is.</param>
    /// <param name="flight">The last flight that has begun.</param>
    public void SawWrite(Uri uri, in Partition partition, long flight)
    {
        if (!isAsked) return;
        var text = UriText.Of(uri);
        var length = WriteName.LengthFor(text, partition);
        var name = new WriteName(text, length <= UsualLength ? stackalloc char[UsualLength] : new char[length]);
        _outdated.Set(name.At(), flight);
        if (scope == ForgetScope.Origin) _outdated.Set(name.Below(0, partition), flight);
        else if (scope == ForgetScope.PathPrefix) _outdated.Set(name.Below(name.PathLength, partition), flight);
    }

    /// <summary>One of which nobody needs to know where it goes: it outdates all that flights up to this one bring.</summary>
    public void SawWriteToAll(long flight) => _outdated.SetAll(flight);

    public bool HaveOutdated(CacheKey key, long flight)
    {
        if (!_outdated.MayConcern(flight)) return false;
        var length = WriteName.LengthFor(key.Uri, key.Partition);
        var name = new WriteName(key.Uri, length <= UsualLength ? stackalloc char[UsualLength] : new char[length]);
        if (_outdated.Concerns(name.At(), flight)) return true;
        if (scope == ForgetScope.Uri) return false;
        for (var end = scope == ForgetScope.Origin ? 0 : name.PathLength; end >= 0; end--)
        {
            if (_outdated.Concerns(name.Below(end, key.Partition), flight) || _outdated.Concerns(name.Below(end, Partition.Unknown), flight)) return true;
        }
        return false;
    }
}
