namespace Coalesce.Http.Caching;

/// <summary>A number of seconds as caches write it (RFC 9111, section 1.2.2).</summary>
internal static class DeltaSeconds
{
    /// <summary>What stands for all that is longer: 2^31 seconds, about 68 years.</summary>
    public const long Longest = 2_147_483_648;

    /// <summary>Reads digits and nothing else.</summary>
    /// <returns>The seconds, at most <see cref="Longest"/>; <see langword="null"/>: it is no such number.</returns>
    public static long? Parse(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return null;
        var seconds = 0L;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c)) return null;
            seconds = Math.Min((seconds * 10) + (c - '0'), Longest);
        }
        return seconds;
    }
}
