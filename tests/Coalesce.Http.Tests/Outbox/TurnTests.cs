using Coalesce.Http.Broker;

namespace Coalesce.Http.Tests.Outbox;

/// <summary>A wait in the broker's own queue is no attempt: the server has not been asked.</summary>
public sealed class TurnTests
{
    [Fact]
    public async Task Replay_WaitsLongerForItsTurnThanAnAttemptMayTake_BurnsNoAttempt()
    {
        var server = new Scripted();
        await using var chain = new OutboxChain(server.AnswerAsync, route => (route.MaxAttempts, route.ReplayTimeout) = (2, TimeSpan.FromSeconds(1)));
        var receipt = await chain.QueueAsync();
        chain.Broker.Pause();
        server.IsUp = true;

        await chain.UntilAsync(() => chain.StepsOf(receipt) is var steps && (steps.Contains(BrokerEventKind.EntryDead) || steps.Count(step => step == BrokerEventKind.EntryReplaying) >= 3));

        Assert.Equal(1, (await chain.EntryAsync(receipt)).AttemptCount);
        chain.Broker.Resume();
        Assert.True((await chain.EndAsync(receipt)).IsDelivered);
    }

    [Fact]
    public async Task Post_WaitsLongerForItsTurnThanItsCaller_BurnsNoAttempt()
    {
        var server = new Scripted { IsUp = true };
        await using var chain = new OutboxChain(
            server.AnswerAsync, route => (route.Queue, route.SlowAfter, route.MaxAttempts) = (QueueWhen.DownOrSlow, TimeSpan.FromMilliseconds(100), 1));
        chain.Broker.Pause();
        var call = chain.PostAsync();
        await chain.UntilAsync(() => call.IsCompleted);
        using var response = await call;
        Assert.True(response.TryGetReceipt(out var receipt));

        chain.Broker.Resume();

        Assert.True((await chain.EndAsync(receipt)).IsDelivered);
    }
}
