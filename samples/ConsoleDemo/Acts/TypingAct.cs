using Coalesce.Http;
using ConsoleDemo.Asking;
using ConsoleDemo.Drawing;
using ConsoleDemo.Origins;
using Spectre.Console;

namespace ConsoleDemo.Acts;

/// <summary>A search box asks at every key stroke.</summary>
internal sealed class TypingAct : IAct
{
    private const string Word = "coalesce";
    private static readonly TimeSpan KeyStroke = TimeSpan.FromMilliseconds(220);
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(600);

    public string Name => "typing";

    public string Claim => $"A search box types \"{Word}\": each search supersedes the one before, at the origin too, and only the last answer is shown.";

    public async Task<IReadOnlyList<Check>> PlayAsync(Stage stage, CancellationToken cancellationToken)
    {
        var clock = new Clock(stage.Time);
        await using var origin = await Origin.StartAsync(clock, new DemoAnswers(clock) { Latency = Latency }, cancellationToken);
        using var client = new HttpClient(CoalescingPipeline.Create(
            new SocketsHttpHandler(), options => options.Routes["GET /search"] = new RouteOptions { SupersedeBy = "search" }));
        var box = new SearchBox(stage.Console);

        var asks = await box.ShowAsync(() => TypeAsync(origin, client, clock, box, cancellationToken));
        await origin.Log.IdleAsync(cancellationToken);
        var sent = origin.Log.Snapshot();
        Draw(stage.Console, box, asks, sent);
        return
        [
            new(sent.Count == Word.Length, $"the origin got {Word.Length} searches ({sent.Count})"),
            new(sent.SkipLast(1).All(request => request.Aborted),
                $"the first {Word.Length - 1} were aborted there ({sent.SkipLast(1).Count(request => request.Aborted)} were)"),
            new(sent.Count > 0 && !sent[^1].Aborted, "the last was answered"),
            new(asks.SkipLast(1).All(ask => ask.End == AskEnd.Superseded) && asks[^1].End == AskEnd.Answered,
                "the older callers were told that they had been superseded"),
            new(box.Shown is [var only] && only == $"/search?q={Word}",
                $"only the answer to \"{Word}\" was shown (shown: {string.Join(", ", box.Shown)})"),
        ];
    }

    private static async Task<Ask[]> TypeAsync(
        Origin origin, HttpClient client, Clock clock, SearchBox box, CancellationToken cancellationToken)
    {
        var asker = new Asker(client, clock);
        var searches = new List<Task<Ask>>();
        for (var letters = 1; letters <= Word.Length; letters++)
        {
            box.Type(Word[..letters]);
            searches.Add(SearchAsync(asker, origin, box, Word[..letters], cancellationToken));

            // A search that never went out would prove nothing: the next letter waits for the origin to see this one.
            var typed = letters;
            await origin.Log.UntilAsync(log => log.Arrived >= typed, TimeSpan.FromSeconds(5), cancellationToken);
            if (letters < Word.Length) await Task.Delay(KeyStroke, clock.Time, cancellationToken);
        }
        return await Task.WhenAll(searches);
    }

    private static async Task<Ask> SearchAsync(Asker asker, Origin origin, SearchBox box, string text, CancellationToken cancellationToken)
    {
        var ask = await asker.GetAsync(text, new Uri(origin.Address, $"/search?q={text}"), cancellationToken);
        if (ask.End == AskEnd.Answered) box.Show(ask.Text!);
        return ask;
    }

    private static void Draw(IAnsiConsole console, SearchBox box, Ask[] asks, IReadOnlyList<LoggedRequest> sent)
    {
        var rows = asks.Select(ask => Row.Of($"{ask.Id,-8}", ask, sent.Where(request => request.Id == ask.Id))).ToList();
        TerminalWaterfall.Write(console, $"typed: {asks.Length}", rows, asks.Min(ask => ask.Asked), asks.Max(ask => ask.Ended));
        TerminalWaterfall.WriteLegend(console, rows);
        console.Line($" shown: {string.Join(", ", box.Shown)}");
    }
}
