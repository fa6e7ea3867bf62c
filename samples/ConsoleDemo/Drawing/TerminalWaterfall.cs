using Spectre.Console;

namespace ConsoleDemo.Drawing;

/// <summary>A waterfall of characters, coloured where the terminal can, and readable without colour.</summary>
internal static class TerminalWaterfall
{
    private sealed record Brush(char Block, char Ascii, Color Color, string Meaning);

    private static readonly Dictionary<BarKind, Brush> Brushes = new()
    {
        [BarKind.Waiting] = new('░', '.', Color.Grey, "waits"),
        [BarKind.AtOrigin] = new('█', '#', Color.DodgerBlue1, "at the origin"),
        [BarKind.Joined] = new('▒', '=', Color.MediumSpringGreen, "joined a flight"),
        [BarKind.Kept] = new('▚', '+', Color.Gold1, "of the cache"),
        [BarKind.Aborted] = new('▓', 'x', Color.IndianRed1, "aborted at the origin"),
        [BarKind.Unanswered] = new('─', '-', Color.Grey, "ended without an answer"),
    };

    public static void Write(IAnsiConsole console, string title, IReadOnlyList<Row> rows, TimeSpan from, TimeSpan to)
    {
        var labels = rows.Max(row => row.Label.Length);
        var width = Math.Clamp(console.Profile.Width - labels - 4, 20, 90);
        var table = new Table().NoBorder().HideHeaders().AddColumns(
            new TableColumn("").NoWrap().PadLeft(1).PadRight(1), new TableColumn("").NoWrap().PadLeft(0).PadRight(0));
        foreach (var row in rows) table.AddRow(new Text(row.Label), Paint(console, row, from, to, width));
        console.Write(new Text(title, new Style(decoration: Decoration.Bold)));
        console.WriteLine();
        console.Write(table);
    }

    /// <summary>Names the characters, for the kinds that occur.</summary>
    public static void WriteLegend(IAnsiConsole console, IEnumerable<Row> rows)
    {
        var legend = new Paragraph(" ");
        foreach (var kind in rows.SelectMany(row => row.Bars).Select(bar => bar.Kind).Distinct().Order())
        {
            var brush = Brushes[kind];
            legend.Append(new string(Sign(console, brush), 2), new Style(brush.Color)).Append($" {brush.Meaning}   ");
        }
        console.Write(legend);
        console.WriteLine();
    }

    private static Paragraph Paint(IAnsiConsole console, Row row, TimeSpan from, TimeSpan to, int width)
    {
        var cells = new BarKind?[width];
        var scale = width / Math.Max((to - from).TotalMilliseconds, 1);
        foreach (var bar in row.Bars)
        {
            var first = Math.Clamp((int)((bar.Start - from).TotalMilliseconds * scale), 0, width - 1);
            var last = Math.Clamp((int)Math.Ceiling((bar.End - from).TotalMilliseconds * scale), first + 1, width);
            cells.AsSpan(first, last - first).Fill(bar.Kind);
        }
        var line = new Paragraph();
        foreach (var cell in cells)
        {
            if (cell is { } kind) line.Append(Sign(console, Brushes[kind]).ToString(), new Style(Brushes[kind].Color));
            else line.Append(" ");
        }
        return line;
    }

    private static char Sign(IAnsiConsole console, Brush brush) =>
        console.Profile.Capabilities.Unicode ? brush.Block : brush.Ascii;
}
