using Coalesce.Http.Broker;
using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Caching;

/// <summary>Which answers a write has outdated: those that are fresh because their route says so turn stale, and what a flight brings that began before it is not fresh.</summary>
/// <param name="scope">How far a write reaches.</param>
internal sealed class WriteMarks(ForgetScope scope)
{
    private const int UsualLength = 256;
    private readonly CacheMarks _outdated = new();
    private readonly CacheMarks _lost = new();

    /// <summary>An unsafe request begins or has ended.</summary>
    /// <param name="uri">Where it goes.</param>
    /// <param name="partition">Whose it is.</param>
    /// <param name="flight">The last flight that has begun.</param>
    public void SawWrite(Uri uri, in Partition partition, long flight)
    {
        var text = UriText.Of(uri);
        var length = WriteName.LengthFor(text, partition);
        var name = new WriteName(text, length <= UsualLength ? stackalloc char[UsualLength] : new char[length]);
        _outdated.Set(name.At(), flight);
        if (scope == ForgetScope.Origin) _outdated.Set(name.Below(0, partition), flight);
        else if (scope == ForgetScope.PathPrefix) _outdated.Set(name.Below(name.PathLength, partition), flight);
    }

    /// <summary>One of which nobody needs to know where it goes: it outdates all that flights up to this one bring.</summary>
    public void SawWriteToAll(long flight) => _outdated.SetAll(flight);

    /// <summary>An unsafe request has ended without the server's answer, or is to be sent later: nobody knows whether it was carried out, or when it is.</summary>
    public void SawLost(Uri uri, long flight) => _lost.Set(CacheMark.OfUri(UriText.Of(uri)), flight);

    /// <summary>Whether what the origin called fresh may be from before a write to it.</summary>
    public bool MayHaveOutdated(CacheKey key, long flight) => _lost.MayConcern(flight) && _lost.Concerns(CacheMark.OfUri(key.Uri), flight);

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
