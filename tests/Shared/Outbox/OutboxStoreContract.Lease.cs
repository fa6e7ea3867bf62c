using Coalesce.Http.Broker;
using static Coalesce.Http.Testing.OutboxSamples;

namespace Coalesce.Http.Testing;

public abstract partial class OutboxStoreContract
{
    [Fact]
    public async Task Lease_HeadThatWaits_IsReplayingAndWhole()
    {
        var entry = await WaitsAsync(Entry());

        var leased = Assert.Single(await LeaseAllAsync(Owner, entry.Id));

        Assert.Equal(Text(entry with { State = OutboxState.Replaying }), Text(leased.Entry));
        Assert.Equal((entry.Id, Owner), (leased.Lease.Id, leased.Lease.Owner));
        Assert.Equal(OutboxState.Replaying, await StateAsync(entry));
        await DueIsAsync(0);
    }

    [Fact]
    public async Task Lease_Several_GivesThoseThatWaitAtTheHeadInTheirOrder()
    {
        var a1 = await WaitsAsync(Entry("a"));
        var a2 = await WaitsAsync(Entry("a"));
        var b1 = await WaitsAsync(Entry("b"));
        var c1 = await WaitsAsync(Entry("c") with { Client = "other", NotBefore = At(100) });

        var leased = await LeaseAllAsync(Owner, c1.Id, a2.Id, b1.Id, Guid.NewGuid(), b1.Id, a1.Id);

        Same([c1, b1, a1], leased.Select(one => one.Entry));
        Assert.Equal(OutboxState.Waiting, await StateAsync(a2));
        Assert.Empty(await LeaseAllAsync(Owner, a1.Id, a2.Id));
        Assert.Empty(await LeaseAllAsync(Owner));
    }

    [Theory]
    [InlineData(OutboxState.Trying)]
    [InlineData(OutboxState.Replaying)]
    [InlineData(OutboxState.Delivered)]
    [InlineData(OutboxState.Dead)]
    [InlineData(OutboxState.Withdrawn)]
    [InlineData(OutboxState.Discarded)]
    [InlineData(OutboxState.Compacted)]
    public async Task Lease_OneThatDoesNotWait_IsNotLeased(OutboxState state)
    {
        var entry = await EntersAsync(state, Entry());

        Assert.Empty(await LeaseAllAsync(Owner, entry.Id));

        Assert.Equal(state, await StateAsync(entry));
    }

    [Fact]
    public async Task Lease_OneThatWasSteeredOrCompactedSinceItWasSeen_IsNotLeased()
    {
        var first = await WaitsAsync(Put("1"));
        var second = await WaitsAsync(Put("2"));

        Assert.Empty(await LeaseAllAsync(Owner, first.Id));
        await DiscardAsync(second);
        Assert.Empty(await LeaseAllAsync(Owner, second.Id));
    }

    [Fact]
    public async Task Lease_EachTime_FenceGrows()
    {
        var entry = Entry();
        var lease = await TriesAsync(entry);

        for (var i = 0; i < 3; i++)
        {
            await BecomesAsync(OutboxState.Waiting, lease);
            var next = await LeasesAsync(entry);
            Assert.True(next.Fence > lease.Fence, $"{next.Fence} after {lease.Fence}");
            lease = next;
        }
        await BecomesAsync(OutboxState.Dead, lease);
        await RetryAsync(entry);
        Assert.True((await LeasesAsync(entry)).Fence > lease.Fence);
    }

    [Fact]
    public async Task Lease_TwoOwnersAtOnce_OneGetsEach()
    {
        var entries = new Guid[200];
        for (var i = 0; i < entries.Length; i++) entries[i] = (await WaitsAsync(Entry($"{i}"))).Id;

        var both = await Wait.ForAsync(Task.WhenAll(
            Task.Run(() => RaceAsync(Owner, entries)), Task.Run(() => RaceAsync(Other, [.. entries.Reverse()]))));

        Assert.Equal(entries.Order(), both.SelectMany(leased => leased).Select(leased => leased.Lease.Id).Order());
        Assert.All(both[0], leased => Assert.Equal(Owner, leased.Lease.Owner));
        Assert.All(both[1], leased => Assert.Equal(Other, leased.Lease.Owner));
    }

    private async Task<List<OutboxLeased>> RaceAsync(string owner, Guid[] ids)
    {
        List<OutboxLeased> leased = [];
        foreach (var some in ids.Chunk(3)) leased.AddRange(await _store.LeaseAsync(some, owner, At(0), default));
        return leased;
    }
}
