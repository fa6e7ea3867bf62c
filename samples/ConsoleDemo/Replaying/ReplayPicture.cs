using System.Globalization;
using ConsoleDemo.Asking;
using ConsoleDemo.Drawing;
using ConsoleDemo.Figures;
using ConsoleDemo.Har;
using ConsoleDemo.Origins;

namespace ConsoleDemo.Replaying;

/// <summary>Makes a waterfall of both runs.</summary>
internal static class ReplayPicture
{
    /// <summary>More lines nobody looks through.</summary>
    private const int MaxLines = 500;

    public static WaterfallPicture Of(Report report, IReadOnlyList<Exchange> exchanges, RouteNames names, Run plain, Run broker)
    {
        var (plainSent, brokerSent) = (plain.Sent.ToLookup(request => request.Id), broker.Sent.ToLookup(request => request.Id));
        var lines = new List<WaterfallLine>();
        for (var i = 0; i < Math.Min(exchanges.Count, MaxLines); i++)
        {
            var target = exchanges[i].Target;
            lines.Add(new WaterfallLine(
                names.Of(target) + Visible.Line(Uri.UnescapeDataString(new Uri(target.Url).Query)), // to be read by people
                BarsOf(plain.Asks[i], plainSent[plain.Asks[i].Id], plain.Started),
                BarsOf(broker.Asks[i], brokerSent[broker.Asks[i].Id], broker.Started)));
        }
        return new WaterfallPicture(Path.GetFileName(report.File), SubtitleOf(report, exchanges.Count, lines.Count),
            FiguresOf(report.Plain), FiguresOf(report.Broker), lines);
    }

    private static Bar[] BarsOf(Ask ask, IEnumerable<LoggedRequest> sent, TimeSpan zero) =>
        [.. Row.Of("", ask, sent).Bars.Select(bar => bar with { Start = bar.Start - zero, End = bar.End - zero })];

    private static string SubtitleOf(Report report, int all, int drawn)
    {
        var limit = report.MaxConcurrency is { } permits ? $"at most {permits} at the origin at once" : "no limit of concurrency";
        var part = drawn < all ? $"the first {drawn} of {Units.Count(all)} requests" : $"{all} requests";
        return string.Create(CultureInfo.InvariantCulture, $"{part}, played at speed {report.Speed}, {limit}");
    }

    private static string FiguresOf(Tally tally) =>
        $"{Units.Count(tally.Asked)} asked, {Units.Count(tally.Sent)} sent, {Units.Bytes(tally.BytesSent)}, "
        + (tally.Hits + tally.Revalidations > 0 ? $"{Units.Count(tally.Hits + tally.Revalidations)} cached, " : "")
        + $"median {Units.Milliseconds(tally.MedianMs)} ms, p95 {Units.Milliseconds(tally.P95Ms)} ms";
}
