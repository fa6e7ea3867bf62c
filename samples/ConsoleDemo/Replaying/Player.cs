using ConsoleDemo.Asking;
using ConsoleDemo.Figures;
using ConsoleDemo.Har;
using ConsoleDemo.Origins;

namespace ConsoleDemo.Replaying;

/// <summary>Plays a recording: each request at its recorded moment, and after the writes that had ended by then, against an origin that answers as it did then.</summary>
internal sealed class Player(IReadOnlyList<Exchange> exchanges, double speed, TimeProvider time)
{
    /// <summary>
    /// More callers than this do not wait at a time: a recording that comes faster than it can be answered would fill the memory.
    /// </summary>
    private const int MaxUnderWay = 10_000;

    /// <param name="name">The run's name.</param>
    /// <param name="connect">Makes the client, given the origin's address.</param>
    /// <param name="ended">Called after each request.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    public async Task<Run> PlayAsync(string name, Func<Uri, ReplayClient> connect, Action ended, CancellationToken cancellationToken)
    {
        var clock = new Clock(time);
        await using var origin = await Origin.StartAsync(clock, new RecordedAnswers(exchanges, speed, clock), cancellationToken);
        using var client = connect(origin.Address);
        using var room = new SemaphoreSlim(MaxUnderWay);
        var asker = new Asker(client.Http, clock);
        var calls = new Task<Ask>[exchanges.Count];
        var writes = new WriteOrder();
        var (started, late) = (clock.Now, TimeSpan.Zero);
        for (var i = 0; i < calls.Length; i++)
        {
            var due = started + (exchanges[i].Started - exchanges[0].Started) / speed;
            if (due > clock.Now) await Task.Delay(due - clock.Now, time, cancellationToken);
            await room.WaitAsync(cancellationToken);
            late = Max(late, clock.Now - due);
            await writes.EndedBeforeAsync(exchanges[i]);
            calls[i] = AskAsync(asker, exchanges[i], room, ended, cancellationToken);
            writes.Began(exchanges[i], calls[i]);
        }
        var asks = await Task.WhenAll(calls);
        await origin.Log.IdleAsync(cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return new Run(name, asks, origin.Log.Snapshot(), started, late);
    }

    private async Task<Ask> AskAsync(Asker asker, Exchange exchange, SemaphoreSlim room, Action ended, CancellationToken cancellationToken)
    {
        try
        {
            var limit = exchange.GaveUpAfter is { } wait ? wait / speed : Timeout.InfiniteTimeSpan;
            using var timer = new CancellationTokenSource(limit, time);
            using var givesUp = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
            var ask = await asker.AskAsync($"{exchange.Index}", RecordedRequest.Of(exchange), keepText: false, givesUp.Token);
            return ask with { HasOtherBody = ask.End == AskEnd.Answered && exchange.Answer is { } recorded && recorded.Body.Digest != ask.Digest };
        }
        finally
        {
            room.Release();
            ended();
        }
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
