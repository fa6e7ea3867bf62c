using Coalesce.Http;
using ConsoleDemo.Asking;
using ConsoleDemo.Drawing;
using ConsoleDemo.Origins;
using Spectre.Console;

namespace ConsoleDemo.Acts;

/// <summary>A page prefetches in the background when its user clicks.</summary>
internal sealed class PrefetchAct : IAct
{
    private const int Prefetches = 200;
    private const int Connections = 6;

    /// <summary>The click comes when the origin has answered so many prefetches.</summary>
    private const int BeforeClick = 2 * Connections;

    public string Name => "the page and the prefetch";

    public string Claim => $"{Prefetches} prefetches are under way when the user clicks: with the broker the click does not stand behind them.";

    public async Task<IReadOnlyList<Check>> PlayAsync(Stage stage, CancellationToken cancellationToken)
    {
        var plain = await stage.WhileAsync($"plain HttpClient: {Prefetches} prefetches and a click ...", () => PlayAsync(
            stage.Time, new SocketsHttpHandler { MaxConnectionsPerServer = Connections }, cancellationToken));
        var broker = await stage.WhileAsync($"through the broker: {Prefetches} prefetches and a click ...", () => PlayAsync(
            stage.Time, CoalescingPipeline.Create(new SocketsHttpHandler(), Configure), cancellationToken));
        Draw(stage.Console, plain, broker);
        return
        [
            new(plain.Answered == Prefetches + 1 && broker.Answered == Prefetches + 1,
                $"everything was answered, plain and with the broker ({plain.Answered} and {broker.Answered} of {Prefetches + 1})"),
            new(plain.AtOnce <= Connections && broker.AtOnce <= Connections,
                $"neither had more than {Connections} at the origin at a time ({plain.AtOnce} and {broker.AtOnce})"),
            new(broker.Overtaken <= Connections,
                $"with the broker no more than the {Connections} on their way already went before the click ({broker.Overtaken} did)"),
            new(broker.Click.Latency < plain.Click.Latency / 2,
                $"the click was answered in less than half the time ({broker.Click.Latency.TotalMilliseconds:N0} ms, plain {plain.Click.Latency.TotalMilliseconds:N0} ms)"),
        ];
    }

    private static void Configure(CoalescingOptions options)
    {
        options.MaxConcurrency = Connections;
        options.Routes["GET /prefetch/{id}"] = new RouteOptions { Urgency = 7 };
        options.Routes["GET /click"] = new RouteOptions { Urgency = 0 };
    }

    private static async Task<PrefetchRun> PlayAsync(TimeProvider time, HttpMessageHandler handler, CancellationToken cancellationToken)
    {
        var clock = new Clock(time);
        await using var origin = await Origin.StartAsync(clock, new DemoAnswers(clock) { Latency = TimeSpan.FromMilliseconds(150) }, cancellationToken);
        using var client = new HttpClient(handler);
        var asker = new Asker(client, clock);
        var prefetches = Enumerable.Range(1, Prefetches)
            .Select(i => asker.GetAsync($"{i}", new Uri(origin.Address, $"/prefetch/{i}"), cancellationToken)).ToList();
        await origin.Log.UntilAsync(log => log.Ended >= BeforeClick, TimeSpan.FromSeconds(30), cancellationToken);
        var click = await asker.GetAsync("click", new Uri(origin.Address, "/click"), cancellationToken);
        var asks = await Task.WhenAll(prefetches);
        await origin.Log.IdleAsync(cancellationToken);
        return PrefetchRun.Of(click, asks, origin.Log.Snapshot());
    }

    private static void Draw(IAnsiConsole console, PrefetchRun plain, PrefetchRun broker)
    {
        var table = new Table().SafeBorder().AddColumns("", "Plain HttpClient", "With the broker");
        table.AddRow("click to answer", $"{plain.Click.Latency.TotalMilliseconds:N0} ms", $"{broker.Click.Latency.TotalMilliseconds:N0} ms");
        table.AddRow("prefetches sent in between", $"{plain.Overtaken}", $"{broker.Overtaken}");
        table.AddRow("answered", $"{plain.Answered}", $"{broker.Answered}");
        console.Write(table);

        var clicks = new[] { RowOf("plain ", plain), RowOf("broker", broker) };
        TerminalWaterfall.Write(console, "the click", clicks, TimeSpan.Zero, clicks.Max(row => row.Bars[0].End));
        TerminalWaterfall.WriteLegend(console, clicks);
    }

    /// <summary>The click's row, with the moment of the click as zero.</summary>
    private static Row RowOf(string label, PrefetchRun run)
    {
        var row = Row.Of(label, run.Click, run.Sent.Where(request => request.Id == run.Click.Id));
        return row with { Bars = [.. row.Bars.Select(bar => bar with { Start = bar.Start - run.Click.Asked, End = bar.End - run.Click.Asked })] };
    }
}
