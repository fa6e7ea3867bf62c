using ConsoleDemo.Asking;
using ConsoleDemo.CommandLine;
using ConsoleDemo.Drawing;
using ConsoleDemo.Figures;
using ConsoleDemo.Har;
using Spectre.Console;

namespace ConsoleDemo.Replaying;

/// <summary>What a replay prints.</summary>
internal static class ReplayText
{
    /// <summary>How many characters the columns beside the route's name take, with wide figures.</summary>
    private const int OtherColumns = 64;

    public static void WriteIntroduction(IAnsiConsole console, ReplayOptions options, Recording recording, int? maxConcurrency)
    {
        var limit = maxConcurrency is { } permits ? $"{permits} at a time" : "no limit of concurrency";
        console.Line($"{options.File}: {Units.Count(recording.Exchanges.Count)} requests in {Units.Seconds(recording.Span)}, "
            + $"played at speed {options.Speed}, {limit}, first through plain HttpClient, then through the broker{(options.NoCache ? " without its cache" : "")}.");
        if (recording.Skipped.Count == 0) return;
        var reasons = recording.Skipped.Select(skipped => $"{skipped.Key} ({Units.Count(skipped.Value)})");
        console.Line($"Skipped {Units.Count(recording.Skipped.Values.Sum())} more: {string.Join(", ", reasons)}.");
    }

    public static void WriteFigures(IAnsiConsole console, Report report)
    {
        var table = new Table().SafeBorder().AddColumns(
            new TableColumn(""), new TableColumn("Plain HttpClient").RightAligned(), new TableColumn("Through the broker").RightAligned());
        void Row(string label, Func<Tally, string> figure) =>
            table.AddRow(new Text(label), new Text(figure(report.Plain)), new Text(figure(report.Broker)));

        Row("requests asked", tally => Units.Count(tally.Asked));
        Row("requests sent", tally => Units.Count(tally.Sent));
        Row("joined a flight", tally => Units.Count(tally.Joined));
        Row("answered of the cache", tally => Units.Count(tally.Hits));
        if (Any(report, tally => tally.Revalidations)) Row("the same after a 304", tally => Units.Count(tally.Revalidations));
        Row("bytes asked", tally => Units.Bytes(tally.BytesAsked));
        Row("bytes sent", tally => Units.Bytes(tally.BytesSent));
        Row("bytes saved", tally => Units.Bytes(tally.BytesSaved));
        if (report.Broker.BytesKept > 0) Row("of these from the cache", tally => Units.Bytes(tally.BytesKept));
        Row("median latency", tally => $"{Units.Milliseconds(tally.MedianMs)} ms");
        Row("p95 latency", tally => $"{Units.Milliseconds(tally.P95Ms)} ms");
        if (Any(report, tally => tally.Superseded)) Row("superseded", tally => Units.Count(tally.Superseded));
        if (Any(report, tally => tally.GivenUp)) Row("given up, as recorded", tally => Units.Count(tally.GivenUp));
        if (Any(report, tally => tally.Failed)) Row("failed", tally => Units.Count(tally.Failed));
        Row("other bodies than recorded", tally => Units.Count(tally.OtherBodies));
        console.Write(table);
    }

    public static void WriteRoutes(IAnsiConsole console, IReadOnlyList<RouteTally> routes)
    {
        var to = console.Sign("→", "->");
        string Both(RouteTally route, Func<Tally, string> figure) => $"{figure(route.Plain)} {to} {figure(route.Broker)}";
        var table = new Table().SafeBorder().AddColumn(new TableColumn(new Text($"Route (plain {to} broker)")));
        foreach (var heading in new[] { "Asked", "Sent", "Saved", "Median ms", "p95 ms" })
            table.AddColumn(new TableColumn(new Text(heading)).RightAligned().NoWrap());
        var room = Math.Max(console.Profile.Width - OtherColumns, 24);
        foreach (var route in routes)
        {
            table.AddRow(
                new Text(Labels.Shorten(route.Route, room)),
                new Text(Units.Count(route.Plain.Asked)),
                new Text(Both(route, tally => Units.Count(tally.Sent))),
                new Text(Units.Bytes(route.Broker.BytesSaved)),
                new Text(Both(route, tally => Units.Milliseconds(tally.MedianMs))),
                new Text(Both(route, tally => Units.Milliseconds(tally.P95Ms))));
        }
        console.Write(table);
    }

    /// <summary>What the figures do not tell: failures, and whether the replay kept up.</summary>
    public static void WriteRemarks(IAnsiConsole console, Run plain, Run broker)
    {
        foreach (var run in new[] { plain, broker })
        {
            var failures = run.Asks.Where(ask => ask.End == AskEnd.Failed).GroupBy(ask => ask.Text);
            foreach (var failure in failures)
            {
                console.Line($"{run.Name}: {failure.Count()} failed, the first from log.entries[{failure.First().Id}]: {failure.Key}", new Style(Color.Red));
            }
            if (run.Late > TimeSpan.FromMilliseconds(100))
                console.Line($"{run.Name}: requests were asked up to {Units.Seconds(run.Late)} late; a lower --speed plays them in time.", new Style(Color.Yellow));
        }
    }

    private static bool Any(Report report, Func<Tally, int> figure) => figure(report.Plain) + figure(report.Broker) > 0;
}
