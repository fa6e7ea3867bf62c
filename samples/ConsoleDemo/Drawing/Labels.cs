namespace ConsoleDemo.Drawing;

internal static class Labels
{
    /// <summary>Leaves out the middle of what is too long: the beginning tells the place, the end the thing.</summary>
    public static string Shorten(string text, int room)
    {
        if (text.Length <= room) return text;
        var end = room / 3;
        return $"{text[..(room - end - 1)]}\u2026{text[^end..]}";
    }
}
