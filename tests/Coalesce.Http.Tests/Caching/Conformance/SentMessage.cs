namespace Coalesce.Http.Tests.Caching.Conformance;

/// <summary>A request as it stood on the wire.</summary>
internal sealed record SentMessage(string Method, string Target, ILookup<string, string> Headers)
{
    public string Host => Header("Host")!;

    public string? Header(string name) => Headers.Contains(name) ? string.Join(", ", Headers[name]) : null;

    /// <returns><see langword="null"/>: its head is not all there yet.</returns>
    public static SentMessage? TryParse(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0) return null;
        var lines = text[..end].Split("\r\n");
        var first = lines[0].Split(' ');
        var headers = lines.Skip(1).ToLookup(line => line[..line.IndexOf(':', StringComparison.Ordinal)], line => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim(), StringComparer.OrdinalIgnoreCase);
        return new SentMessage(first[0], first[1], headers);
    }
}
