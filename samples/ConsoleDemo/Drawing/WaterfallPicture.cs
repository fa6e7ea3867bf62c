namespace ConsoleDemo.Drawing;

/// <summary>What the SVG shows: a line per request, with its bars on both sides, which begin at zero.</summary>
/// <param name="Title">The headline.</param>
/// <param name="Subtitle">The line below it.</param>
/// <param name="PlainFigures">What is written over the plain side.</param>
/// <param name="BrokerFigures">What is written over the broker's side.</param>
/// <param name="Lines">A line per request, in the order in which they were asked.</param>
internal sealed record WaterfallPicture(
    string Title, string Subtitle, string PlainFigures, string BrokerFigures, IReadOnlyList<WaterfallLine> Lines)
{
    /// <summary>The end of the last bar.</summary>
    public TimeSpan End { get; } = Lines.SelectMany(line => line.Plain.Concat(line.Broker)).Select(bar => bar.End).DefaultIfEmpty().Max();
}

/// <summary>One request in both runs.</summary>
internal sealed record WaterfallLine(string Label, IReadOnlyList<Bar> Plain, IReadOnlyList<Bar> Broker);
