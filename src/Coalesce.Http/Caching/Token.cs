namespace Coalesce.Http.Caching;

/// <summary>A token, as names of headers and directives are (RFC 9110, section 5.6.2).</summary>
internal static class Token
{
    public static bool IsValid(ReadOnlySpan<char> text) => !text.IsEmpty && LengthAtStart(text) == text.Length;

    /// <summary>How much of the text's start is one.</summary>
    public static int LengthAtStart(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && IsTokenChar(text[length])) length++;
        return length;
    }

    private static bool IsTokenChar(char c) => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c);
}
