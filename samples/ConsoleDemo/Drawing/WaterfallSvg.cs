namespace ConsoleDemo.Drawing;

/// <summary>Draws both runs side by side over one scale of time, so that a request stands on the same line in both.</summary>
internal sealed class WaterfallSvg
{
    private const double Width = 1280;
    private const double Margin = 28;
    private const double LabelWidth = 320;
    private const double Gap = 36;
    private const double Top = 158;
    private const double PanelWidth = (Width - 2 * Margin - LabelWidth - Gap) / 2;
    private const double PlainX = Margin + LabelWidth;
    private const double BrokerX = PlainX + PanelWidth + Gap;

    private static readonly (BarKind Kind, string Style, string Meaning)[] Kinds =
    [
        (BarKind.Waiting, "waiting", "waits"),
        (BarKind.AtOrigin, "origin", "sent: at the origin"),
        (BarKind.Joined, "joined", "joined a flight: nothing sent"),
        (BarKind.Kept, "kept", "of the cache: nothing sent"),
        (BarKind.Aborted, "aborted", "sent, and aborted at the origin"),
        (BarKind.Unanswered, "unanswered", "ended without an answer"),
    ];

    private readonly SvgCanvas _canvas;
    private readonly WaterfallPicture _picture;
    private readonly double _row;
    private readonly double _bottom;
    private readonly double _scale;

    private WaterfallSvg(SvgCanvas canvas, WaterfallPicture picture, double row)
    {
        _canvas = canvas;
        _picture = picture;
        _row = row;
        _bottom = Top + picture.Lines.Count * row;
        _scale = PanelWidth / Math.Max(picture.End.TotalMilliseconds, 1);
    }

    public static void Write(Stream stream, WaterfallPicture picture)
    {
        var row = picture.Lines.Count <= 60 ? 22.0 : 13.0;
        var height = Top + picture.Lines.Count * row + 44;
        using var canvas = new SvgCanvas(stream, Width, height, $"{picture.Title}: {picture.Subtitle}", Styles(row));
        new WaterfallSvg(canvas, picture, row).Draw();
    }

    private static string Styles(double row) => $$"""
        text { font-family: "Segoe UI", "Helvetica Neue", "DejaVu Sans", sans-serif; font-size: 12px; fill: #334155; }
        .paper { fill: #ffffff; } .shade { fill: #f4f6f9; } .grid { stroke: #dbe1e8; stroke-width: 1; }
        .title { font-size: 20px; font-weight: bold; fill: #0f172a; } .side { font-size: 14px; font-weight: bold; fill: #0f172a; }
        .mark { text-anchor: middle; font-size: 11px; fill: #64748b; }
        .label { font-family: Consolas, Menlo, "DejaVu Sans Mono", monospace; font-size: {{FormattableString.Invariant($"{LabelSize(row)}")}}px; }
        .waiting { fill: #cbd5e1; } .origin { fill: #2563eb; } .joined { fill: #34c38f; } .kept { fill: #f59e0b; } .aborted { fill: #dc2626; } .unanswered { fill: #f5b5b5; }
        """;

    private static double LabelSize(double row) => row > 20 ? 12 : 10;

    private void Draw()
    {
        _canvas.Text(Margin, 38, Labels.Shorten(_picture.Title, 90), "title");
        _canvas.Text(Margin, 60, _picture.Subtitle, "");
        DrawLegend();
        DrawSide(PlainX, "Plain HttpClient", _picture.PlainFigures);
        DrawSide(BrokerX, "Through the broker", _picture.BrokerFigures);
        for (var i = 0; i < _picture.Lines.Count; i++)
        {
            if (i % 2 == 0) _canvas.Rectangle(Margin, Top + i * _row, Width - 2 * Margin, _row, "shade");
        }
        DrawMarks(PlainX);
        DrawMarks(BrokerX);
        for (var i = 0; i < _picture.Lines.Count; i++) DrawLine(_picture.Lines[i], Top + i * _row);
    }

    private void DrawLegend()
    {
        var shown = _picture.Lines.SelectMany(line => line.Plain.Concat(line.Broker)).Select(bar => bar.Kind).ToHashSet();
        var x = Margin;
        foreach (var (kind, style, meaning) in Kinds)
        {
            if (!shown.Contains(kind)) continue;
            _canvas.Rectangle(x, 76, 22, 11, style);
            _canvas.Text(x + 29, 86, meaning, "");
            x += 29 + meaning.Length * 6.6 + 20;
        }
    }

    private void DrawSide(double x, string name, string figures)
    {
        _canvas.Text(x, 114, name, "side");
        _canvas.Text(x, 131, figures, "");
    }

    private void DrawMarks(double x)
    {
        foreach (var mark in TimeAxis.Marks(_picture.End))
        {
            var at = x + mark.TotalMilliseconds * _scale;
            _canvas.Line(at, Top, at, _bottom, "grid");
            _canvas.Text(at, Top - 8, TimeAxis.Label(mark, _picture.End), "mark");
            _canvas.Text(at, _bottom + 18, TimeAxis.Label(mark, _picture.End), "mark");
        }
    }

    private void DrawLine(WaterfallLine line, double y)
    {
        var size = LabelSize(_row);
        var room = (int)((LabelWidth - 20) / (size * 0.61));
        _canvas.Text(Margin + 4, y + _row / 2 + size * 0.36, Labels.Shorten(line.Label, room), "label", line.Label);
        DrawBars(PlainX, y, line.Plain);
        DrawBars(BrokerX, y, line.Broker);
    }

    private void DrawBars(double x, double y, IReadOnlyList<Bar> bars)
    {
        foreach (var bar in bars)
        {
            var (_, style, meaning) = Kinds[(int)bar.Kind];
            var width = Math.Max((bar.End - bar.Start).TotalMilliseconds * _scale, bar.Kind == BarKind.Kept ? 2.5 : 1.5);
            var tooltip = FormattableString.Invariant($"{meaning}, {bar.Start.TotalMilliseconds:0} to {bar.End.TotalMilliseconds:0} ms");
            _canvas.Rectangle(x + bar.Start.TotalMilliseconds * _scale, y + _row * 0.18, width, _row * 0.64, style, tooltip);
        }
    }
}
