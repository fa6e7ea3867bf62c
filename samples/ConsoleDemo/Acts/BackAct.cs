using Coalesce.Http;
using ConsoleDemo.Asking;
using ConsoleDemo.Drawing;
using ConsoleDemo.Figures;
using ConsoleDemo.Origins;
using Microsoft.AspNetCore.Http;
using Spectre.Console;

namespace ConsoleDemo.Acts;

/// <summary>Somebody leaves a screen and comes back to it: soon, late, and when the server is down.</summary>
internal sealed class BackAct : IAct
{
    private static readonly string[] Screen = ["/me", "/feed", "/notifs/count", "/me/groups", "/posts/1", "/posts/2", "/posts/3", "/posts/4"];
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    public string Name => "back to the page";

    public string Claim => $"A screen of {Screen.Length} answers is opened again: while they are fresh ({Fresh.TotalSeconds:0} s, says their origin) nothing is sent, later only "
        + "\"has it changed?\", and with the server down it shows what it had, and says so.";

    public async Task<IReadOnlyList<Check>> PlayAsync(Stage stage, CancellationToken cancellationToken)
    {
        var openings = await stage.WhileAsync("the screen is opened again and again ...", () => OpenAsync(stage.Time, cancellationToken));
        Draw(stage.Console, openings);
        var (first, soon, late, soonAfter, down) = (openings[0], openings[1], openings[2], openings[3], openings[4]);
        return
        [
            new(first.Sent.Count == Screen.Length && first.BytesSent == Screen.Length * PageOrigin.BodyLength,
                $"the first time each answer was fetched ({first.Sent.Count} requests for {Screen.Length})"),
            new(soon.Sent.Count == 0 && soon.Answered(AnswerSource.Kept) == Screen.Length,
                $"half a minute later nothing was sent ({soon.Sent.Count} requests)"),
            new(late.Sent.Count == Screen.Length && late.Sent.All(request => request.Status == StatusCodes.Status304NotModified) && late.BytesSent == 0 && late.Answered(AnswerSource.Revalidated) == Screen.Length,
                $"when they were no longer fresh each was asked about, and each answer was a 304 without a body ({late.Sent.Count(request => request.Status == StatusCodes.Status304NotModified)} of {late.Sent.Count})"),
            new(soonAfter.Sent.Count == 0 && soonAfter.Answered(AnswerSource.Kept) == Screen.Length, $"that made them fresh again ({soonAfter.Sent.Count} requests)"),
            new(down.Sent.Count == 0 && down.Answered(AnswerSource.Stale) == Screen.Length,
                $"with the server down all were shown, marked as stale ({down.Answered(AnswerSource.Stale)} of {Screen.Length})"),
            new(openings.All(opening => opening.Asks.Zip(Screen).All(pair => pair.First.Text == PageOrigin.TextOf(pair.Second))),
                "each time each component got its own answer, whole"),
        ];
    }

    private static async Task<IReadOnlyList<Opening>> OpenAsync(TimeProvider realTime, CancellationToken cancellationToken)
    {
        var (clock, time) = (new Clock(realTime), new SetForwardTime(realTime));
        List<Opening> openings = [];
        var origin = await Origin.StartAsync(clock, new PageOrigin(clock, time, Fresh), cancellationToken);
        try
        {
            using var client = new HttpClient(CoalescingPipeline.Create(new SocketsHttpHandler(), options => options.TimeProvider = time));
            var asker = new Asker(client, clock);

            await OpenAsync("for the first time", TimeSpan.Zero);
            await OpenAsync("30 s later", Fresh / 2);
            await OpenAsync("a minute later", Fresh);
            await OpenAsync("30 s later", Fresh / 2);
            await origin.DisposeAsync();
            using (HeldPort.Of(origin.Address)) await OpenAsync("an hour later, server down", TimeSpan.FromHours(1));
            return openings;

            async Task OpenAsync(string when, TimeSpan later)
            {
                time.Forward(later);
                var before = origin.Log.Arrived;
                var asks = await Task.WhenAll(Screen.Select((path, i) => asker.GetAsync($"{i}", new Uri(origin.Address, path), cancellationToken)));
                await origin.Log.IdleAsync(cancellationToken);
                openings.Add(new Opening(when, asks, [.. origin.Log.Snapshot().Skip(before)]));
            }
        }
        finally
        {
            await origin.DisposeAsync();
        }
    }

    private static void Draw(IAnsiConsole console, IReadOnlyList<Opening> openings)
    {
        var table = new Table().SafeBorder().AddColumns(
            new TableColumn("The screen is opened"), new TableColumn("Asked").RightAligned(), new TableColumn("Sent").RightAligned(), new TableColumn("Body bytes").RightAligned(),
            new TableColumn("ms").RightAligned(), new TableColumn("Cache-Status"));
        foreach (var opening in openings)
        {
            table.AddRow(
                new Text(opening.When), new Text($"{opening.Asks.Count}"), new Text($"{opening.Sent.Count}"), new Text(Units.Bytes(opening.BytesSent)),
                new Text(Units.Milliseconds(opening.Took.TotalMilliseconds)), new Text(opening.Asks[0].CacheStatus));
        }
        console.Write(table);
        console.Line(" The broker's clock is set forward in between; nobody waits.");
    }
}
