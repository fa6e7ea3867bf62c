using System.Globalization;
using System.Xml.Linq;
using ConsoleDemo.Drawing;

namespace ConsoleDemo.Tests.Drawing;

public class WaterfallSvgTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Write_UrlsWithMarkupInThem_AreTextAndNothingElse()
    {
        const string url = "GET /<script>alert(\"&amp;'\")</script>?a=1&b=<![CDATA[";
        var svg = Draw(url);
        Assert.Empty(svg.Descendants(Svg + "script"));
        Assert.Contains(svg.Descendants(Svg + "text"), text => text.Element(Svg + "title")?.Value == url);
    }

    [Fact]
    public void Write_CharactersThatXmlCannotHold_BecomeQuestionMarks() =>
        Assert.Contains(Draw("GET /\u0001\ud800\uffff\U0001F600").Descendants(Svg + "title"), title => title.Value == "GET /???\U0001F600");

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(200)]
    public void Write_AnyNumberOfLines_StaysWithinThePaper(int lines)
    {
        var svg = Draw([.. Enumerable.Range(0, lines).Select(i => $"GET /{i}")]);
        var (width, height) = (Number(svg.Root!, "width"), Number(svg.Root!, "height"));
        foreach (var rect in svg.Descendants(Svg + "rect"))
        {
            Assert.InRange(Number(rect, "x") + Number(rect, "width"), 0, width + 0.01);
            Assert.InRange(Number(rect, "y") + Number(rect, "height"), 0, height + 0.01);
        }
        Assert.Equal(lines, svg.Descendants(Svg + "text").Count(text => text.Attribute("class")!.Value == "label"));
    }

    [Fact]
    public void Write_TheTwoSides_DoNotOverlap()
    {
        // Bars have a tooltip; the legend's boxes of the same styles have none.
        var bars = Draw("GET /x").Descendants(Svg + "rect").Where(rect => rect.Element(Svg + "title") is not null).ToList();
        var plain = bars.Where(bar => bar.Attribute("class")!.Value != "joined").Max(bar => Number(bar, "x") + Number(bar, "width"));
        var broker = bars.Where(bar => bar.Attribute("class")!.Value == "joined").Min(bar => Number(bar, "x"));
        Assert.True(plain < broker, $"plain ends at {plain}, broker begins at {broker}");
    }

    private static XDocument Draw(params string[] labels)
    {
        Bar[] plain = [new(TimeSpan.Zero, TimeSpan.FromSeconds(2), BarKind.Waiting), new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), BarKind.AtOrigin)];
        Bar[] broker = [new(TimeSpan.Zero, TimeSpan.FromSeconds(2), BarKind.Joined)];
        var picture = new WaterfallPicture("<a&b>.har", "two", "plain", "broker", [.. labels.Select(label => new WaterfallLine(label, plain, broker))]);
        var stream = new MemoryStream();
        WaterfallSvg.Write(stream, picture);
        return XDocument.Load(new MemoryStream(stream.ToArray()));
    }

    private static double Number(XElement element, string name) => double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);
}
