using System.Net;
using Coalesce.Http.Broker;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Outbox;

/// <summary>Who backs off from a lost server goes once it answers; who waits for another reason does not.</summary>
public sealed class HurryTests
{
    [Fact]
    public async Task SetNotBefore_OfOneThatBacksOff_IsKeptWhenTheServerIsBack()
    {
        var server = new Scripted();
        await using var chain = new OutboxChain(server.AnswerAsync, route => route.BackoffFirst = route.BackoffLongest = TimeSpan.FromHours(1));
        var postponed = await chain.QueueAsync("/a");
        var noon = chain.Time.GetUtcNow().AddDays(1);
        Assert.True(await chain.Outbox.SetNotBeforeAsync(postponed.Id, noon));
        var other = await chain.QueueAsync("/b");
        server.IsUp = true;

        chain.Mutations.BackOnline();
        Assert.True((await chain.EndAsync(other)).IsDelivered);
        await Wait.UntilAsync(() => !chain.Mutations.IsBusy);

        Assert.DoesNotContain(server.Arrived, arrived => arrived.Path == "/a");
        Assert.Equal((OutboxState.Waiting, noon), ((await chain.EntryAsync(postponed)).State, (await chain.EntryAsync(postponed)).NotBefore));
        Assert.True((await chain.EndAsync(postponed, TimeSpan.FromMinutes(10))).IsDelivered);
        Assert.True(chain.Time.GetUtcNow() >= noon);
    }

    [Fact]
    public async Task RetryAfter_OfOneThatHadBackedOff_IsKeptWhenTheServerAnswersAnother()
    {
        var server = new Scripted();
        server.Up = request => request.RequestUri!.AbsolutePath == "/a"
            ? new HttpResponseMessage(HttpStatusCode.TooManyRequests) { Headers = { RetryAfter = new(TimeSpan.FromHours(2)) } } : new HttpResponseMessage();
        await using var chain = new OutboxChain(server.AnswerAsync);
        var asked = await chain.QueueAsync("/a");
        server.IsUp = true;
        await chain.UntilAsync(() => !server.Arrived.IsEmpty);
        await Wait.UntilAsync(() => !chain.Mutations.IsBusy);

        for (var i = 0; i < 3; i++)
        {
            using (await Wait.ForAsync(chain.PostAsync("/b"))) await Wait.UntilAsync(() => !chain.Mutations.IsBusy);
            await chain.UntilAsync(() => true);
        }
        await Wait.UntilAsync(() => !chain.Mutations.IsBusy);

        Assert.Single(server.Arrived, arrived => arrived.Path == "/a");
        Assert.Equal(OutboxState.Waiting, (await chain.EntryAsync(asked)).State);
    }

    [Fact]
    public async Task SetNotBefore_WhileTheReplayerLooks_IsNotTakenForAClockThatWasSetBack()
    {
        var (server, store) = (new Scripted(), new HeldAppends(new InMemoryOutboxStore()));
        store.Release();
        await using var chain = new OutboxChain(server.AnswerAsync, route => route.BackoffFirst = route.BackoffLongest = TimeSpan.FromHours(1), store: store);
        var receipt = await chain.QueueAsync();
        await Wait.UntilAsync(() => !chain.Mutations.IsBusy);
        server.IsUp = true;
        var looks = 0;
        store.Looking = async () =>
        {
            if (Interlocked.Increment(ref looks) > 3) return;
            chain.Time.Advance(TimeSpan.FromMilliseconds(1));
            Assert.True(await chain.Outbox.SetNotBeforeAsync(receipt.Id, chain.Time.GetUtcNow().AddDays(1)));
        };

        await chain.UntilAsync(() => Volatile.Read(ref looks) > 4, TimeSpan.FromSeconds(1));
        await Wait.UntilAsync(() => !chain.Mutations.IsBusy);

        Assert.Empty(server.Arrived);
    }
}
