using System.Collections.Concurrent;
using Coalesce.Http.Broker;
using Coalesce.Http.Broker.Outbox;
using Coalesce.Http.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Coalesce.Http.Tests.Outbox;

/// <summary>Two processes on one store.</summary>
public sealed class TakeOverTests
{
    private const string Client = "CoalescingPipeline";
    private static readonly OutboxBounds Wide = new(1_000, 1 << 20);

    [Theory]
    [InlineData(OutboxState.Trying)]
    [InlineData(OutboxState.Waiting)]
    [InlineData(OutboxState.Replaying)]
    public async Task Replay_AnOwnerRenewsNoMore_IsTakenOverAfterTheLease(OutboxState left)
    {
        var server = new Scripted { IsUp = true };
        await using var store = new InMemoryOutboxStore();
        var entry = await LeaveAsync(store, "elsewhere/1/2/3", left);
        await using var chain = new OutboxChain(server.AnswerAsync, store: store, configure: options => options.Outbox.LeaseLength = TimeSpan.FromMinutes(1));
        var start = chain.Time.GetTimestamp();
        var receipt = (await chain.Outbox.FindAsync(entry.Id))!;

        Assert.True((await chain.EndAsync(receipt, TimeSpan.FromMilliseconds(500))).IsDelivered);

        Assert.True(chain.Time.GetElapsedTime(start) >= TimeSpan.FromMinutes(1), "It was taken from one that may live.");
        Assert.Single(server.Arrived);
    }

    [Fact]
    public async Task Replay_TheOwnersProcessHasEnded_IsTakenOverAtOnce()
    {
        var server = new Scripted { IsUp = true };
        await using var store = new InMemoryOutboxStore();
        var self = OutboxOwner.NewName().Split('/');
        var entry = await LeaveAsync(store, $"{self[0]}/{self[1]}/1/x", OutboxState.Replaying); // this process's id is another's now
        await using var chain = new OutboxChain(server.AnswerAsync, store: store, configure: options => options.Outbox.LeaseLength = TimeSpan.FromHours(1));
        var start = chain.Time.GetTimestamp();

        Assert.True((await chain.EndAsync((await chain.Outbox.FindAsync(entry.Id))!)).IsDelivered);

        Assert.True(chain.Time.GetElapsedTime(start) < TimeSpan.FromMinutes(30), "It waited for a process that is gone.");
    }

    [Fact]
    public async Task Replay_PipelinesOfOtherNamesOnOneStore_SendTheirOwn()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
        await using var store = new InMemoryOutboxStore();
        Scripted orders = new(), likes = new() { IsUp = true };
        await using var one = new OutboxChain(orders.AnswerAsync, store: store, time: time, name: "orders");
        await using var other = new OutboxChain(likes.AnswerAsync, store: store, time: time, name: "likes");
        var order = await one.QueueAsync();
        for (var i = 0; i < 100; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            for (var j = 0; j < 3; j++) await Task.Run(static () => { });
        }
        Assert.Empty(likes.Arrived);
        Assert.Null(await other.Outbox.FindAsync(order.Id));

        orders.IsUp = true;
        Assert.True((await one.EndAsync(order)).IsDelivered);
        Assert.Throws<ArgumentException>(() => CoalescingPipeline.Create(new SocketsHttpHandler(), name: ""));
    }

    [Fact]
    public async Task Replay_AnOwnerRenews_IsNotTakenOver()
    {
        var server = new Scripted { IsUp = true };
        await using var store = new InMemoryOutboxStore();
        var entry = await LeaveAsync(store, "elsewhere/1/2/3", OutboxState.Replaying);
        await using var chain = new OutboxChain(server.AnswerAsync, store: store, configure: options => options.Outbox.LeaseLength = TimeSpan.FromMinutes(1));
        for (var i = 0; i < 100; i++)
        {
            await store.RenewAsync("elsewhere/1/2/3", default);
            chain.Time.Advance(TimeSpan.FromSeconds(10));
            for (var j = 0; j < 3; j++) await Task.Run(static () => { });
        }

        Assert.Empty(server.Arrived);
        Assert.Equal(OutboxState.Replaying, (await chain.Outbox.GetAsync(entry.Id))!.State);
    }

    [Fact]
    public async Task Replay_ByTwo_SendsEachOnceAndInOrder()
    {
        var store = new InMemoryOutboxStore();
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
        var server = new Scripted();
        var underWay = new ConcurrentDictionary<string, int>();
        var clash = false;
        async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken token)
        {
            var path = request.RequestUri!.AbsolutePath;
            if (underWay.AddOrUpdate(path, 1, (_, count) => count + 1) > 1 && server.IsUp) clash = true;
            try
            {
                await Task.Yield();
                return await server.AnswerAsync(request, token);
            }
            finally
            {
                underWay.AddOrUpdate(path, 0, (_, count) => count - 1);
            }
        }
        // No lease is to run out because the clock is moved on while a sender waits for a processor.
        static void Configure(CoalescingOptions options) => options.Outbox.LeaseLength = TimeSpan.FromHours(1);
        await using var one = new OutboxChain(AnswerAsync, store: store, time: time, configure: Configure);
        await using var two = new OutboxChain(AnswerAsync, store: store, time: time, configure: Configure);
        List<OutboxReceipt> receipts = [];
        for (var i = 0; i < 40; i++) receipts.Add(await (i % 2 == 0 ? one : two).QueueAsync($"/{i % 4}", $"{i}"));
        server.IsUp = true;

        foreach (var receipt in receipts) Assert.True((await one.EndAsync(receipt)).IsDelivered); // also those that the other delivers

        Assert.False(clash);
        Assert.Equal(40, server.Arrived.Count);
        foreach (var lane in server.Arrived.GroupBy(arrived => arrived.Path))
            Assert.Equal(lane.Select(arrived => int.Parse(arrived.Body, System.Globalization.CultureInfo.InvariantCulture)).Order(), lane.Select(arrived => int.Parse(arrived.Body, System.Globalization.CultureInfo.InvariantCulture)));
    }

    /// <summary>As a process leaves it that was killed.</summary>
    private static async Task<OutboxEntry> LeaveAsync(InMemoryOutboxStore store, string owner, OutboxState state)
    {
        var entry = OutboxSamples.Entry() with { Client = Client, Uri = new Uri("http://stub/like"), CreatedAt = new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero) };
        var appended = await store.AppendAsync(entry, owner, mayTry: state == OutboxState.Trying, Wide, default);
        if (state != OutboxState.Replaying) return entry;
        await store.ChangeAsync(appended.Lease, new OutboxChange { To = OutboxState.Waiting, At = entry.CreatedAt, NotBefore = entry.CreatedAt }, default);
        Assert.Single(await store.LeaseAsync([entry.Id], owner, entry.CreatedAt, default));
        return entry;
    }
}
