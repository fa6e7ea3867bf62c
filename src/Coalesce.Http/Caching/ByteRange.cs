using System.Globalization;

namespace Coalesce.Http.Caching;

/// <summary>The one range of bytes that a request asks for (RFC 9110, section 14.1.2).</summary>
internal static class ByteRange
{
    /// <summary>Reads it for a body of a length. Several ranges, other units and what is malformed are the origin's business.</summary>
    /// <returns>Where it begins and how long it is, with a length of 0 where nothing of the body is in it; <see langword="null"/>: it cannot be answered here.</returns>
    public static (int From, int Length)? Parse(string text, int length)
    {
        if (!text.StartsWith("bytes=", StringComparison.OrdinalIgnoreCase)) return null;
        var range = text.AsSpan(6).Trim([' ', '\t']);
        var dash = range.IndexOf('-');
        if (dash < 0 || range.Contains(',')) return null;
        var first = range[..dash];
        var last = range[(dash + 1)..];
        if (first.IsEmpty)
        {
            if (!TryRead(last, out var suffix)) return null;
            if (length == 0 && suffix > 0) return null; // all of nothing: there is no way to say it as a part
            var count = (int)Math.Min(suffix, length);
            return (length - count, count);
        }
        if (!TryRead(first, out var from)) return null;
        var to = (long)length - 1;
        if (!last.IsEmpty && (!TryRead(last, out to) || to < from)) return null;
        return from >= length ? (0, 0) : ((int)from, (int)(Math.Min(to, length - 1) - from + 1));
    }

    /// <summary>Digits and nothing else: .NET passes over NULs at the end.</summary>
    private static bool TryRead(ReadOnlySpan<char> text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && !text.Contains('\0');
}
