namespace ConsoleDemo.Drawing;

internal static class Labels
{
    /// <summary>
    /// Shortens a route with its query. Of a path the middle goes: the beginning tells the place, the end the thing. Of a query
    /// the end goes: what was asked for stands first.
    /// </summary>
    public static string Shorten(string text, int room)
    {
        if (text.Length <= room) return text;
        var query = text.IndexOf('?', StringComparison.Ordinal);
        if (query >= 0 && query <= room * 2 / 3) return $"{text[..(room - 1)]}\u2026";
        var path = query < 0 ? text : text[..query];
        if (path.Length <= room) return path;
        var end = room / 3;
        return $"{path[..(room - end - 1)]}\u2026{path[^end..]}";
    }
}
