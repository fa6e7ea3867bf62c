namespace Coalesce.Http.Broker.Messages;

/// <summary>Where the parts of an absolute URI end, found without allocating.</summary>
/// <param name="AuthorityStart">Where the scheme and its slashes end.</param>
/// <param name="OriginLength">Length of scheme and authority.</param>
/// <param name="PathEnd">Where the path ends and query or fragment begin.</param>
internal readonly record struct UriParts(int AuthorityStart, int OriginLength, int PathEnd)
{
    public static UriParts Of(ReadOnlySpan<char> absolute)
    {
        var authority = absolute.IndexOf("://") + 3;
        var path = absolute[authority..].IndexOfAny('/', '?', '#');
        var origin = path < 0 ? absolute.Length : authority + path;
        var end = absolute[origin..].IndexOfAny('?', '#');
        return new UriParts(authority, origin, end < 0 ? absolute.Length : origin + end);
    }

    /// <summary>Where the host begins, after user name and password if there are any.</summary>
    public int HostStart(ReadOnlySpan<char> absolute) => AuthorityStart + absolute[AuthorityStart..OriginLength].LastIndexOf('@') + 1;

    /// <summary>Scheme, authority without user name and password, and path: what may be shown and logged.</summary>
    public static string Shown(string absolute)
    {
        var parts = Of(absolute);
        var host = parts.HostStart(absolute);
        return host == parts.AuthorityStart
            ? absolute[..parts.PathEnd]
            : string.Concat(absolute.AsSpan(0, parts.AuthorityStart), absolute.AsSpan(host, parts.PathEnd - host));
    }
}
