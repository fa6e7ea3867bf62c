using Coalesce.Http.Broker;
using static Coalesce.Http.Testing.OutboxSamples;

namespace Coalesce.Http.Testing;

public abstract partial class OutboxStoreContract
{
    [Fact]
    public async Task Open_SeveralTimesAndAtOnce_IsOpenedOnce()
    {
        var entry = await WaitsAsync(Entry());

        await Wait.ForAsync(Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () => await _store.OpenAsync(default)))));

        Assert.Equal(OutboxState.Waiting, await StateAsync(entry));
    }

    [Fact]
    public async Task Secret_OfEachStore_IsItsOwn()
    {
        await using var other = CreateStore();
        await Wait.ForAsync(other.OpenAsync(default));

        Assert.Equal((32, 32), (_store.Secret.Length, other.Secret.Length));
        Assert.NotEqual(_store.Secret.ToArray(), other.Secret.ToArray());
        Assert.Equal(_store.Secret.ToArray(), _store.Secret.ToArray());
    }

    [Fact]
    public async Task Append_FromManyThreadsAtOnce_LosesNoneAndKeepsEachWritersOrder()
    {
        const int writers = 8, each = 50;

        await Wait.ForAsync(Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < each; i++)
            {
                var appended = await _store.AppendAsync(Entry("shared", $"{writer} {i}"), $"{writer}", mayTry: false, Wide, default);
                await AcknowledgeAsync(appended);
            }
        }))));

        List<string> sent = [];
        while ((await DueAsync()).Entries is [var head])
        {
            sent.Add(head.IdempotencyKey);
            await BecomesAsync(OutboxState.Delivered, await LeasesAsync(head));
        }
        Assert.Equal(writers * each, sent.Distinct().Count());
        for (var writer = 0; writer < writers; writer++)
        {
            Assert.Equal(Enumerable.Range(0, each).Select(i => $"{writer} {i}"), sent.Where(key => key.StartsWith($"{writer} ", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task Append_SameKeyFromManyThreadsAtOnce_OneIsStored()
    {
        var results = await Wait.ForAsync(Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(async () =>
            await _store.AppendAsync(Entry("lane", "k"), $"{i}", mayTry: true, Wide, default)))));

        Assert.Single(results, appended => appended.Result == OutboxAppendResult.Trying);
        Assert.Equal(15, results.Count(appended => appended.Result == OutboxAppendResult.Joined));
        Assert.Single(results.Select(appended => appended.Entry!.Id).Distinct());
    }

    [Fact]
    public async Task Append_AtTheBoundsFromManyThreadsAtOnce_NeverGoesBeyond()
    {
        var results = await Wait.ForAsync(Task.WhenAll(Enumerable.Range(0, 32).Select(i => Task.Run(async () =>
            await _store.AppendAsync(Entry($"{i}"), Owner, mayTry: true, new OutboxBounds(10, long.MaxValue), default)))));

        Assert.Equal(10, results.Count(appended => appended.Result == OutboxAppendResult.Trying));
        Assert.Equal(22, results.Count(appended => appended.Result == OutboxAppendResult.TooManyEntries));
        Assert.Equal(10, (await CountAsync()).ByState[OutboxState.Trying]);
    }

    [Fact]
    public async Task Change_SameLeaseFromManyThreadsAtOnce_OneCounts()
    {
        var entry = Entry();
        var lease = await TriesAsync(entry);

        var results = await Wait.ForAsync(Task.WhenAll(Enumerable.Range(1, 16).Select(i => Task.Run(async () =>
            await _store.ChangeAsync(lease, Later(0) with { Attempt = Attempt(i, i) }, default)))));

        Assert.Single(results, state => state == OutboxState.Waiting);
        Assert.Equal(15, results.Count(state => state is null));
        Assert.Equal(1, (await StoredAsync(entry)).AttemptCount);
    }

    [Fact]
    public async Task Workers_SeveralOnManyLanes_SendEachOnceAndInOrder()
    {
        const int lanes = 10, each = 12;
        for (var i = 0; i < lanes * each; i++) await WaitsAsync(Entry($"{i % lanes}", $"{i}"));
        List<(string Lane, int Number)> sent = [];

        await Wait.ForAsync(Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            while (await DueAsync() is { Entries.Count: > 0 } due)
            {
                foreach (var leased in await _store.LeaseAsync([.. due.Entries.Select(entry => entry.Id)], $"{worker}", At(0), default))
                {
                    lock (sent) sent.Add((leased.Entry.Lane, int.Parse(leased.Entry.IdempotencyKey) / lanes));
                    Assert.Equal(OutboxState.Delivered, await _store.ChangeAsync(leased.Lease, To(OutboxState.Delivered), default));
                }
            }
        }))));

        // A worker leaves when all heads are leased by others at that moment; those others go on, so that the last leaves nothing.
        for (var lane = 0; lane < lanes; lane++) Assert.Equal(Enumerable.Range(0, each), sent.Where(one => one.Lane == $"{lane}").Select(one => one.Number));
    }
}
