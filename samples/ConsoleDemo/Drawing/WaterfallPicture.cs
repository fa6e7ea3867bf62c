using System.Globalization;
using ConsoleDemo.Asking;
using ConsoleDemo.Figures;
using ConsoleDemo.Har;
using ConsoleDemo.Replaying;

namespace ConsoleDemo.Drawing;

/// <summary>What the SVG shows: a line per request, with its bars in both runs, which begin at zero.</summary>
/// <param name="Title">The headline.</param>
/// <param name="Subtitle">The line below it.</param>
/// <param name="PlainFigures">What is written over the plain side.</param>
/// <param name="BrokerFigures">What is written over the broker's side.</param>
/// <param name="Lines">A line per request, in the order in which they were asked.</param>
internal sealed record WaterfallPicture(
    string Title, string Subtitle, string PlainFigures, string BrokerFigures, IReadOnlyList<WaterfallLine> Lines)
{
    /// <summary>More lines nobody looks through.</summary>
    private const int MaxLines = 500;

    /// <summary>The end of the last bar.</summary>
    public TimeSpan End => Lines.SelectMany(line => line.Plain.Concat(line.Broker)).Select(bar => bar.End).DefaultIfEmpty().Max();

    public static WaterfallPicture Of(Report report, IReadOnlyList<Exchange> exchanges, RouteNames names, Run plain, Run broker)
    {
        var (plainSent, brokerSent) = (plain.Sent.ToLookup(request => request.Id), broker.Sent.ToLookup(request => request.Id));
        var lines = new List<WaterfallLine>();
        for (var i = 0; i < Math.Min(exchanges.Count, MaxLines); i++)
        {
            var target = exchanges[i].Target;
            lines.Add(new WaterfallLine(
                names.Of(target) + new Uri(target.Url).Query,
                BarsOf(plain.Asks[i], plainSent[plain.Asks[i].Id], plain.Started),
                BarsOf(broker.Asks[i], brokerSent[broker.Asks[i].Id], broker.Started)));
        }
        return new WaterfallPicture(Path.GetFileName(report.File), SubtitleOf(report, exchanges.Count, lines.Count),
            FiguresOf(report.Plain), FiguresOf(report.Broker), lines);
    }

    private static Bar[] BarsOf(Ask ask, IEnumerable<Origins.LoggedRequest> sent, TimeSpan zero) =>
        [.. Row.Of("", ask, sent).Bars.Select(bar => bar with { Start = bar.Start - zero, End = bar.End - zero })];

    private static string SubtitleOf(Report report, int all, int drawn)
    {
        var limit = report.MaxConcurrency is { } permits ? $"at most {permits} at the origin at once" : "no limit of concurrency";
        var part = drawn < all ? $"the first {drawn} of {Units.Count(all)} requests" : $"{all} requests";
        return string.Create(CultureInfo.InvariantCulture, $"{part}, played at speed {report.Speed}, {limit}");
    }

    private static string FiguresOf(Tally tally) =>
        $"{Units.Count(tally.Asked)} asked, {Units.Count(tally.Sent)} sent, {Units.Bytes(tally.BytesSent)}, "
        + $"median {Units.Milliseconds(tally.MedianMs)} ms, p95 {Units.Milliseconds(tally.P95Ms)} ms";
}

/// <summary>One request in both runs.</summary>
internal sealed record WaterfallLine(string Label, IReadOnlyList<Bar> Plain, IReadOnlyList<Bar> Broker);
