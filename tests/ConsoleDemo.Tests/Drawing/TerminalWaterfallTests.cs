using ConsoleDemo.Drawing;

namespace ConsoleDemo.Tests.Drawing;

public class TerminalWaterfallTests
{
    [Fact]
    public void Write_NoTerminal_IsPlainTextWithEveryLabelAsItIs()
    {
        var text = new StringWriter();
        var console = Consoles.PlainText(text);
        Row[] rows =
        [
            new("/[red]x[/]", [new Bar(TimeSpan.Zero, TimeSpan.FromSeconds(1), BarKind.Joined)]),
            new("/y", [new Bar(TimeSpan.Zero, TimeSpan.FromSeconds(1), BarKind.Waiting), new Bar(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1), BarKind.AtOrigin)]),
        ];

        TerminalWaterfall.Write(console, "asked [2]", rows, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        TerminalWaterfall.WriteLegend(console, rows);

        Assert.DoesNotContain('\u001b', text.ToString());
        Assert.Contains("asked [2]", text.ToString());
        Assert.Contains("/[red]x[/]", text.ToString());
        Assert.Contains("joined a flight", text.ToString());
        var half = text.ToString().Split('\n').Single(line => line.Contains("/y"));
        var (waiting, atOrigin) = console.Profile.Capabilities.Unicode ? ('░', '█') : ('.', '#');
        Assert.Equal(half.Count(character => character == waiting), half.Count(character => character == atOrigin));
    }
}
