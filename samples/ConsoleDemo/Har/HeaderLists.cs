using System.Buffers;
using System.Text;

namespace ConsoleDemo.Har;

/// <summary>Turns recorded headers into such as can be sent again. Equal lists are one in memory: recordings repeat them endlessly.</summary>
internal sealed class HeaderLists
{
    /// <summary>They belong to the recorded connection, not to the message (RFC 9110, section 7.6.1).</summary>
    private static readonly HashSet<string> HopByHop = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Proxy-Connection", "Keep-Alive", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Proxy-Authenticate", "Proxy-Authorization",
    };

    /// <summary>
    /// They are written anew, because they must fit what is really sent; or, <c>Alt-Svc</c>, they would point a client to a real host.
    /// </summary>
    private static readonly HashSet<string> WrittenAnew = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Content-Length", "Content-Encoding", "Expect", "Alt-Svc",
    };

    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private readonly Dictionary<string, IReadOnlyList<Header>> _known = new(StringComparer.Ordinal);

    /// <summary>Whether a text may be the name of a header or a method.</summary>
    public static bool IsToken(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExcept(TokenCharacters);

    public IReadOnlyList<Header> Of(IReadOnlyList<HarHeader?>? recorded)
    {
        var headers = new List<Header>();
        var connection = Connection(recorded ?? []);
        foreach (var header in recorded ?? [])
        {
            // Names that are no tokens are HTTP/2's pseudo-headers (":authority") and exporters' own notes.
            if (header?.Name is not { } name || !IsToken(name)) continue;
            if (HopByHop.Contains(name) || WrittenAnew.Contains(name) || connection.Contains(name)) continue;

            // Chrome writes a repeated header as one, its values on a line each.
            foreach (var value in (header.Value ?? "").Split('\n'))
            {
                var trimmed = value.Trim();
                if (!trimmed.Any(char.IsControl)) headers.Add(new Header(name, trimmed));
            }
        }
        return Once(headers);
    }

    /// <summary>The names that a message's <c>Connection</c> header declares to belong to the connection too.</summary>
    private static HashSet<string> Connection(IReadOnlyList<HarHeader?> recorded)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in recorded)
        {
            if (!string.Equals(header?.Name, "Connection", StringComparison.OrdinalIgnoreCase)) continue;
            names.UnionWith((header!.Value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        }
        return names;
    }

    private IReadOnlyList<Header> Once(List<Header> headers)
    {
        var key = new StringBuilder();
        foreach (var (name, value) in headers) key.Append(name).Append(':').Append(value).Append('\n');
        var text = key.ToString();
        if (_known.TryGetValue(text, out var known)) return known;
        return _known[text] = headers.ToArray();
    }
}
