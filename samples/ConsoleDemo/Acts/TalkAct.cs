using Coalesce.Http;
using ConsoleDemo.Asking;
using ConsoleDemo.Drawing;
using ConsoleDemo.Origins;
using Spectre.Console;

namespace ConsoleDemo.Acts;

/// <summary>Ten components ask at once through one permit.</summary>
internal sealed class TalkAct : IAct
{
    private static readonly string[] Asked =
        ["/me", "/notifs/count", "/me", "/me/groups", "/me", "/posts/top", "/me", "/posts/top", "/notifs/count", "/me/groups"];

    private static readonly (string Path, int Urgency)[] Routes =
        [("/me", 1), ("/posts/top", 2), ("/notifs/count", 3), ("/me/groups", 4)];

    public string Name => "the talk";

    public string Claim => "Ten callers ask for four things at once, through one permit: four requests go out, the most urgent first.";

    public async Task<IReadOnlyList<Check>> PlayAsync(Stage stage, CancellationToken cancellationToken)
    {
        var clock = new Clock(stage.Time);
        await using var origin = await Origin.StartAsync(clock, new DemoAnswers(clock) { Latency = TimeSpan.FromMilliseconds(500) }, cancellationToken);
        using var pipeline = CoalescingPipeline.Create(new SocketsHttpHandler(), options =>
        {
            options.MaxConcurrency = 1;
            foreach (var (path, urgency) in Routes) options.Routes[$"GET {path}"] = new RouteOptions { Urgency = urgency };
        });
        using var client = new HttpClient(pipeline);
        var asker = new Asker(client, clock);

        // Ten calls in a row are not quite at once: without the pause the first would be gone before the last is asked.
        pipeline.Broker.Pause();
        var calls = Asked.Select((path, i) => asker.GetAsync($"{i}", new Uri(origin.Address, path), cancellationToken)).ToList();
        var allAsked = await stage.UntilAsync(
            () => pipeline.Broker.GetFlights().Sum(flight => flight.Callers) == Asked.Length, cancellationToken);
        var sentInPause = origin.Log.Arrived;
        pipeline.Broker.Resume();

        var asks = await stage.WhileAsync("ten callers wait ...", () => Task.WhenAll(calls));
        await origin.Log.IdleAsync(cancellationToken);
        var sent = origin.Log.Snapshot();
        Draw(stage.Console, asks, sent);
        return
        [
            new(allAsked && sentInPause == 0, "ten callers had asked before anything was sent"),
            new(sent.Select(request => request.PathAndQuery).SequenceEqual(Routes.Select(route => route.Path)),
                $"four requests reached the origin, in the order of their urgencies ({sent.Count} did)"),
            new(sent.Zip(sent.Skip(1)).All(pair => pair.First.Ended <= pair.Second.Arrived), "never two at a time"),
            new(asks.Zip(Asked).All(pair => pair.First.End == AskEnd.Answered && pair.First.Text == pair.Second),
                $"each of the ten callers got its own answer ({asks.Count(ask => ask.End == AskEnd.Answered)} did)"),
        ];
    }

    private static void Draw(IAnsiConsole console, Ask[] asks, IReadOnlyList<LoggedRequest> sent)
    {
        var table = new Table().SafeBorder().AddColumns("Route", "Urgency", "Asked", "Sent");
        foreach (var (path, urgency) in Routes)
        {
            table.AddRow(new Text($"GET {path}"), new Text($"{urgency}"), new Text($"{Asked.Count(path.Equals)}"),
                new Text($"{sent.Count(request => request.PathAndQuery == path)}"));
        }
        table.AddRow(new Text("all"), new Text(""), new Text($"{asks.Length}"), new Text($"{sent.Count}"));
        console.Write(table);

        var asked = asks.Select((ask, i) => Row.Of($"{Asked[i],-13}", ask, sent.Where(request => request.Id == ask.Id))).ToList();
        var atOrigin = sent.Select(request => new Row($"{request.PathAndQuery,-13}", [Row.Of(request)])).ToList();
        var (from, to) = (asks.Min(ask => ask.Asked), asks.Max(ask => ask.Ended));
        TerminalWaterfall.Write(console, $"asked: {asks.Length}", asked, from, to);
        TerminalWaterfall.Write(console, $"sent: {sent.Count}", atOrigin, from, to);
        TerminalWaterfall.WriteLegend(console, asked);
    }
}
