using System.Net;
using Coalesce.Http.Broker;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Outbox;

/// <summary>Every member of <see cref="IRequestOutbox"/>, and the events of each step.</summary>
public sealed class SteeringTests
{
    [Fact]
    public async Task Find_AfterARestart_GivesTheReceiptAgain()
    {
        var server = new Scripted();
        var store = new InMemoryOutboxStore();
        OutboxReceipt before;
        await using (var first = new OutboxChain(server.AnswerAsync, store: store))
        {
            before = await first.QueueAsync();
            _ = before.Completion;
        }
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.ForAsync(before.Completion)); // nobody there will see it end
        server.IsUp = true;

        await using var second = new OutboxChain(server.AnswerAsync, store: store);
        var receipt = (await second.Outbox.FindAsync(before.Id))!;

        Assert.Equal(before.IdempotencyKey, receipt.IdempotencyKey);
        Assert.True((await second.EndAsync(receipt)).IsDelivered);
        Assert.True((await Wait.ForAsync((await second.Outbox.FindAsync(before.Id))!.Completion)).IsDelivered);
        Assert.Null(await second.Outbox.FindAsync(Guid.NewGuid()));
    }

    [Fact]
    public async Task Completion_AskedForAfterTheEndOfTheBroker_KnowsWhatHadEnded()
    {
        var server = new Scripted { IsUp = true };
        await using var store = new InMemoryOutboxStore();
        OutboxReceipt delivered, waiting;
        await using (var chain = new OutboxChain(server.AnswerAsync, route => route.Queue = QueueWhen.Always, store: store))
        {
            delivered = await chain.QueueAsync();
            Assert.True(await DrainAsync(chain));
            server.IsUp = false;
            waiting = await chain.QueueAsync();
        }

        Assert.True((await Wait.ForAsync(delivered.Completion)).IsDelivered);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.ForAsync(waiting.Completion));
    }

    [Fact]
    public async Task Drain_OfABrokerThatIsDisposed_SaysSo()
    {
        await using var store = new InMemoryOutboxStore();
        IRequestOutbox outbox;
        await using (var chain = new OutboxChain(new Scripted().AnswerAsync, store: store))
        {
            outbox = chain.Outbox;
            await chain.QueueAsync();
        }

        await Assert.ThrowsAsync<ObjectDisposedException>(() => Wait.ForAsync(outbox.DrainAsync(Timeout.InfiniteTimeSpan)));
    }

    [Fact]
    public async Task Pause_KeepsWhatComesAndResumeSendsIt()
    {
        var server = new Scripted();
        await using var chain = new OutboxChain(server.AnswerAsync);
        chain.Outbox.Pause();
        var receipt = await chain.QueueAsync();
        server.IsUp = true;
        for (var i = 0; i < 100; i++)
        {
            chain.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Run(static () => { });
        }
        Assert.True(chain.Outbox.IsPaused);
        Assert.Empty(server.Arrived);

        chain.Outbox.Resume();

        Assert.True((await chain.EndAsync(receipt)).IsDelivered);
        Assert.False(chain.Outbox.IsPaused);
    }

    [Fact]
    public async Task RetryAll_OfARoute_MakesThemDueAtItsRate()
    {
        var server = new Scripted { IsUp = true, Up = _ => new HttpResponseMessage(HttpStatusCode.Forbidden) };
        await using var chain = new OutboxChain(server.AnswerAsync, route => route.Queue = QueueWhen.Always);
        List<OutboxReceipt> receipts = [];
        for (var i = 0; i < 4; i++) receipts.Add(await chain.QueueAsync($"/{i}"));
        foreach (var receipt in receipts) Assert.Equal(OutboxReason.Rejected, (await chain.EndAsync(receipt)).Reason);
        server.Up = _ => new HttpResponseMessage();
        chain.Outbox.Pause();

        Assert.Equal(0, await chain.Outbox.RetryAllAsync("POST /other", 2));
        Assert.Equal(4, await chain.Outbox.RetryAllAsync("POST /{**any}", 2));

        var now = chain.Time.GetUtcNow();
        var entries = (await chain.Outbox.ListAsync(new OutboxQuery { State = OutboxState.Waiting })).Entries;
        Assert.Equal([0, 0.5, 1, 1.5], entries.Select(entry => (entry.NotBefore - now).TotalSeconds));
        Assert.All(entries, entry => Assert.Equal(0, entry.AttemptCount));
        chain.Outbox.Resume();
        Assert.True(await DrainAsync(chain));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => chain.Outbox.RetryAllAsync(null, 0));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => chain.Outbox.RetryAllAsync(null, double.NaN));
    }

    [Fact]
    public async Task Retry_OfADeadLetter_SendsItAnew()
    {
        var server = new Scripted { IsUp = true, Up = _ => new HttpResponseMessage(HttpStatusCode.Forbidden) { Content = new StringContent("no") } };
        await using var chain = new OutboxChain(server.AnswerAsync, route => route.Queue = QueueWhen.Always);
        var receipt = await chain.QueueAsync();
        var dead = await chain.EndAsync(receipt);
        Assert.Equal("no"u8.ToArray(), dead.Answer!.Body.ToArray());
        // Its end may be seen in the store a moment before it is told.
        await Wait.UntilAsync(() => chain.StepsOf(receipt).Contains(BrokerEventKind.EntryDead));
        server.Up = _ => new HttpResponseMessage(HttpStatusCode.Created);

        Assert.True(await chain.Outbox.RetryAsync(receipt.Id));

        Assert.True((await chain.EndAsync((await chain.Outbox.FindAsync(receipt.Id))!)).IsDelivered);
        Assert.False(await chain.Outbox.RetryAsync(receipt.Id));
        Assert.False(await chain.Outbox.RetryAsync(Guid.NewGuid()));
        Assert.Single(server.Arrived.Select(arrived => arrived.Body).Distinct());
        await Wait.UntilAsync(() => chain.StepsOf(receipt).SequenceEqual(
        [
            BrokerEventKind.EntryQueued, BrokerEventKind.EntryReplaying, BrokerEventKind.EntryDead,
            BrokerEventKind.EntryRetried, BrokerEventKind.EntryReplaying, BrokerEventKind.EntryDelivered,
        ]));
    }

    [Fact]
    public async Task Discard_LetsTheLaneGoOn()
    {
        var server = new Scripted();
        await using var chain = new OutboxChain(server.AnswerAsync);
        var first = await chain.QueueAsync(body: "1");
        var second = await chain.QueueAsync(body: "2");

        Assert.True(await chain.Outbox.DiscardAsync(first.Id));
        Assert.False(await chain.Outbox.DiscardAsync(first.Id));
        server.IsUp = true;

        Assert.Equal(OutboxState.Discarded, (await Wait.ForAsync(first.Completion)).State);
        Assert.True((await chain.EndAsync(second)).IsDelivered);
        Assert.Equal("2", Assert.Single(server.Arrived).Body);
    }

    [Fact]
    public async Task SetNotBefore_MakesItWaitUntilThen()
    {
        var server = new Scripted();
        await using var chain = new OutboxChain(server.AnswerAsync);
        var receipt = await chain.QueueAsync();
        var moment = chain.Time.GetUtcNow().AddMinutes(5);

        Assert.True(await chain.Outbox.SetNotBeforeAsync(receipt.Id, moment));
        server.IsUp = true;
        await chain.EndAsync(receipt, TimeSpan.FromSeconds(1));

        Assert.True((await chain.EntryAsync(receipt)).Attempts[^1].StartedAt >= moment);
        Assert.False(await chain.Outbox.SetNotBeforeAsync(receipt.Id, moment));
    }

    [Fact]
    public async Task Counts_AndLists_ShowWhatThereIs()
    {
        var server = new Scripted();
        await using var chain = new OutboxChain(server.AnswerAsync);
        var first = await chain.QueueAsync("/a?find-me", "12345");
        await chain.QueueAsync("/b");

        var counts = await chain.Outbox.CountAsync();
        var found = await chain.Outbox.ListAsync(new OutboxQuery { Text = "FIND-ME", Route = "POST /{**any}", Lane = "stub/a", State = OutboxState.Waiting });

        Assert.Equal((2, chain.Time.GetUtcNow()), (counts.ByState[OutboxState.Waiting], counts.Oldest));
        Assert.Equal(first.Id, Assert.Single(found.Entries).Id);
        Assert.Equal("12345"u8.ToArray(), (await chain.Outbox.GetAsync(first.Id))!.Body!.Value.ToArray());
        Assert.Single((await chain.Outbox.ListAsync(new OutboxQuery { Take = 1 })).Entries);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => chain.Outbox.ListAsync(new OutboxQuery { Take = 0 }).AsTask());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => chain.Outbox.ListAsync(new OutboxQuery { Take = 1_001 }).AsTask());
    }

    [Fact]
    public async Task Drain_WaitsForAllOrItsLimit()
    {
        var server = new Scripted();
        await using var chain = new OutboxChain(server.AnswerAsync);
        Assert.True(await Wait.ForAsync(chain.Outbox.DrainAsync(TimeSpan.Zero)));
        await chain.QueueAsync();

        var limited = chain.Outbox.DrainAsync(TimeSpan.FromSeconds(3));
        await chain.UntilAsync(() => limited.IsCompleted);
        Assert.False(await limited);
        server.IsUp = true;

        Assert.True(await DrainAsync(chain));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            server.IsUp = false;
            await chain.QueueAsync();
            await chain.Outbox.DrainAsync(Timeout.InfiniteTimeSpan, new CancellationToken(canceled: true));
        });
    }

    [Fact]
    public async Task OnRejected_IsToldOfADeadLetterAndMayThrow()
    {
        var told = new TaskCompletionSource<(Guid, OutboxReason)>(TaskCreationOptions.RunContinuationsAsynchronously);
        var server = new Scripted { IsUp = true, Up = _ => new HttpResponseMessage(HttpStatusCode.Forbidden) };
        await using var chain = new OutboxChain(server.AnswerAsync, route => route.Queue = QueueWhen.Always, options => options.Outbox.OnRejected = (entry, outcome, _) =>
        {
            told.TrySetResult((entry.Id, outcome.Reason));
            throw new InvalidOperationException();
        });

        var receipt = await chain.QueueAsync();

        Assert.Equal((receipt.Id, OutboxReason.Rejected), await Wait.ForAsync(told.Task));
        Assert.Equal(OutboxState.Dead, (await chain.EntryAsync(receipt)).State);
        Assert.True((await chain.EndAsync(await chain.QueueAsync("/next"))).State == OutboxState.Dead);
    }

    [Fact]
    public async Task QueuedAnswer_IsGivenAndMayThrow()
    {
        var server = new Scripted();
        await using var chain = new OutboxChain(server.AnswerAsync, route => route.QueuedAnswer = request =>
            request.RequestUri!.AbsolutePath == "/throws" ? throw new InvalidOperationException() : new StringContent("{\"state\":\"queued\"}"));

        using var answer = await Wait.ForAsync(chain.PostAsync("/fine"));
        Assert.Equal("{\"state\":\"queued\"}", await answer.Content.ReadAsStringAsync());
        var receipt = await chain.QueueAsync("/throws"); // it is kept, and so its caller is told that it is

        server.IsUp = true;
        Assert.True((await chain.EndAsync(receipt)).IsDelivered);
    }

    private static async Task<bool> DrainAsync(OutboxChain chain)
    {
        var drained = chain.Outbox.DrainAsync(Timeout.InfiniteTimeSpan);
        await chain.UntilAsync(() => drained.IsCompleted);
        return await drained;
    }
}
