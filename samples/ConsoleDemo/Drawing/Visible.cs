using System.Globalization;
using System.Text;

namespace ConsoleDemo.Drawing;

/// <summary>
/// Text from elsewhere, made safe to print: what would steer the terminal, hide text or turn its direction is shown by its number.
/// </summary>
internal static class Visible
{
    /// <summary>On one line.</summary>
    public static string Line(string text) => Of(text, keepLines: false);

    /// <summary>With its tabs and line ends.</summary>
    public static string Lines(string text) => Of(text.Replace("\r\n", "\n", StringComparison.Ordinal), keepLines: true);

    private static string Of(string text, bool keepLines)
    {
        var made = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (keepLines && rune.Value is '\n' or '\t') made.Append((char)rune.Value);
            else if (IsHidden(rune)) made.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            else made.Append(rune.ToString());
        }
        return made.ToString();
    }

    private static bool IsHidden(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
