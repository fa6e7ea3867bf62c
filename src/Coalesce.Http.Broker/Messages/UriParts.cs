namespace Coalesce.Http.Broker.Messages;

/// <summary>Where the parts of an absolute URI end, found without allocating.</summary>
/// <param name="OriginLength">Length of scheme and authority.</param>
/// <param name="PathEnd">Where the path ends and query or fragment begin.</param>
internal readonly record struct UriParts(int OriginLength, int PathEnd)
{
    public static UriParts Of(ReadOnlySpan<char> absolute)
    {
        var authority = absolute.IndexOf("://") + 3;
        var path = absolute[authority..].IndexOfAny('/', '?', '#');
        var origin = path < 0 ? absolute.Length : authority + path;
        var end = absolute[origin..].IndexOfAny('?', '#');
        return new UriParts(origin, end < 0 ? absolute.Length : origin + end);
    }

    /// <summary>Where host and port begin, after a user name and password that no server sees.</summary>
    public static int HostOf(ReadOnlySpan<char> origin) => Math.Max(origin.IndexOf("://") + 3, origin.LastIndexOf('@') + 1);

    /// <summary>An address as servers see it.</summary>
    public static string WithoutUser(string absolute)
    {
        var authority = absolute.IndexOf("://", StringComparison.Ordinal) + 3;
        var host = HostOf(absolute.AsSpan(0, Of(absolute).OriginLength));
        return host == authority ? absolute : string.Concat(absolute.AsSpan(0, authority), absolute.AsSpan(host));
    }

    /// <summary>Whether two addresses are of one origin (RFC 6454, section 4).</summary>
    public static bool IsSameOrigin(Uri one, Uri other) =>
        one.Scheme == other.Scheme && one.Port == other.Port && string.Equals(UriText.HostAsSent(one), UriText.HostAsSent(other), StringComparison.OrdinalIgnoreCase);

    /// <summary>Scheme, authority without user name and password, and path: what may be shown and logged.</summary>
    public static string Shown(string absolute)
    {
        return WithoutUser(absolute[..Of(absolute).PathEnd]);
    }
}
