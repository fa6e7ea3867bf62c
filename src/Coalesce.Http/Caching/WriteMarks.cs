using Coalesce.Http.Broker;
using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Caching;

/// <summary>Which answers a write has outdated: those that are fresh because their route says so turn stale, and those of the URI itself are gone once it succeeded (RFC 9111, section 4.4).</summary>
internal sealed class WriteMarks(ForgetScope scope)
{
    private readonly CacheMarks _outdated = new();
    private readonly CacheMarks _lost = new();

    /// <summary>An unsafe request begins or has ended.</summary>
    /// <param name="uri">Where it goes.</param>
    /// <param name="partition">Whose it is.</param>
    /// <param name="flight">The last flight that has begun.</param>
    public void SawWrite(Uri uri, in Partition partition, long flight)
    {
        var (origin, path) = Split(UriText.Of(uri));
        var whose = partition.IsKnown ? NameOf(partition) : "*";
        _outdated.Set(Name(origin, path, "*", isPrefix: false), flight);
        if (scope == ForgetScope.Origin) _outdated.Set(Name(origin, "", whose, isPrefix: true), flight);
        else if (scope == ForgetScope.PathPrefix) _outdated.Set(Name(origin, path, whose, isPrefix: true), flight);
    }

    /// <summary>An unsafe request has ended without the server's answer, or is to be sent later: nobody knows whether it was carried out, or when it is.</summary>
    public void SawLost(Uri uri, long flight) => _lost.Set(CacheMark.OfUri(UriText.Of(uri)), flight);

    /// <summary>Whether what the origin called fresh may be from before a write to it.</summary>
    public bool MayHaveOutdated(CacheKey key, long flight) => _lost.MayConcern(flight) && _lost.Concerns(CacheMark.OfUri(key.Uri), flight);

    public bool HaveOutdated(CacheKey key, long flight)
    {
        if (!_outdated.MayConcern(flight)) return false;
        var (origin, path) = Split(key.Uri);
        if (_outdated.Concerns(Name(origin, path, "*", isPrefix: false), flight)) return true;
        if (scope == ForgetScope.Uri) return false;
        var whose = NameOf(key.Partition);
        for (var length = scope == ForgetScope.Origin ? 0 : path.Length; length >= 0; length--)
        {
            if (_outdated.Concerns(Name(origin, path[..length], whose, isPrefix: true), flight) || _outdated.Concerns(Name(origin, path[..length], "*", isPrefix: true), flight)) return true;
        }
        return false;
    }

    /// <summary>Scheme, host and port without a user name, and the path.</summary>
    private static (string Origin, string Path) Split(string uri)
    {
        uri = UriParts.WithoutUser(uri);
        var parts = UriParts.Of(uri);
        return (uri[..parts.OriginLength], uri[parts.OriginLength..parts.PathEnd]);
    }

    // No part holds a line's end, so none runs into the next: a URI is escaped, and a partition says how long its first half is.
    private static string Name(string origin, string path, string whose, bool isPrefix) => $"{origin}\n{path}\n{(isPrefix ? "below" : "at")}\n{whose}";

    private static string NameOf(in Partition partition) => $"{partition.App?.Length ?? -1}:{partition.App}:{(partition.Own is null ? "-" : "+")}{partition.Own}";
}
