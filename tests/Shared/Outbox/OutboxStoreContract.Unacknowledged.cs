using Coalesce.Http.Broker;
using static Coalesce.Http.Testing.OutboxSamples;

namespace Coalesce.Http.Testing;

/// <summary>A new entry that waits is its writer's until it is acknowledged.</summary>
public abstract partial class OutboxStoreContract
{
    [Fact]
    public async Task Unacknowledged_Head_HoldsUpItsLaneUntilItIsAcknowledged()
    {
        var first = await AppendAsync(Entry(), mayTry: false);
        var second = await AppendAsync(Entry());
        Assert.Equal(OutboxAppendResult.Waiting, second.Result);
        await AcknowledgeAsync(second);

        await DueIsAsync(1_000_000);
        await DueIsAsync(-1_000_000);
        Assert.Null((await DueAsync(-1_000_000)).Next);
        Assert.Empty(await LeaseAllAsync(Other, first.Entry!.Id, second.Entry!.Id));

        await AcknowledgeAsync(first);
        await DueIsAsync(0, first.Entry!);
    }

    [Fact]
    public async Task Unacknowledged_Head_IsWithdrawnAndLeavesTheLaneToTheNext()
    {
        var first = await AppendAsync(Entry(), mayTry: false);
        var second = await WaitsAsync(Entry());

        await BecomesAsync(OutboxState.Withdrawn, first.Lease);

        await DueIsAsync(0, second);
    }

    [Fact]
    public async Task Unacknowledged_BehindTheHead_HoldsUpNothingBeforeIt()
    {
        var head = await WaitsAsync(Entry());
        var next = await AppendAsync(Entry());

        await DueIsAsync(0, head);
        await BecomesAsync(OutboxState.Delivered, await LeasesAsync(head));
        await DueIsAsync(0);
        await AcknowledgeAsync(next);
        await DueIsAsync(0, next.Entry!);
    }

    [Fact]
    public async Task Unacknowledged_Acknowledged_EndsTheLease()
    {
        var appended = await AppendAsync(Entry(), mayTry: false);
        await BecomesAsync(OutboxState.Waiting, appended.Lease, Later(30, at: 2));

        await UnchangedAsync(appended.Entry!, appended.Lease);

        Assert.Equal(Text(appended.Entry! with { NotBefore = At(30), NotBeforeSetAt = At(2) }), Text(await StoredAsync(appended.Entry!)));
        Assert.True((await LeasesAsync(appended.Entry!)).Fence > appended.Lease.Fence);
    }

    [Fact]
    public async Task Unacknowledged_OwnerIsGone_WaitsAndWasNeverSent()
    {
        var appended = await AppendAsync(Entry() with { NotBefore = At(100) }, mayTry: false);
        var claim = Assert.Single(await ClaimsAsync());
        Assert.Equal(appended.Lease, claim.Lease);

        Assert.True(await EndClaimAsync(claim, at: 60));

        Assert.Equal(Text(appended.Entry! with { NotBefore = At(60), NotBeforeSetAt = At(60) }), Text(await StoredAsync(appended.Entry!)));
        await DueIsAsync(60, appended.Entry!);
        Assert.Empty(await ClaimsAsync());
        await UnchangedAsync(appended.Entry!, appended.Lease);
    }

    [Fact]
    public async Task Unacknowledged_OwnerRenews_IsNotEnded()
    {
        await AppendAsync(Entry(), mayTry: false);
        var claim = Assert.Single(await ClaimsAsync());
        await Wait.ForAsync(_store.RenewAsync(Owner, default));

        Assert.False(await EndClaimAsync(claim));

        await DueIsAsync(0);
    }

    [Fact]
    public async Task Unacknowledged_Joined_WaitsInsteadOfBeingWithdrawn()
    {
        var appended = await AppendAsync(Entry(), mayTry: false);
        Assert.Equal(OutboxAppendResult.Joined, (await AppendAsync(Again(appended.Entry!))).Result);

        Assert.Equal(OutboxState.Waiting, await ChangeAsync(appended.Lease, To(OutboxState.Withdrawn)));

        await DueIsAsync(0, appended.Entry!);
    }

    [Fact]
    public async Task Unacknowledged_IsLeased_IsNotSteered()
    {
        var appended = await AppendAsync(Entry(), mayTry: false);

        Assert.False(await RetryAsync(appended.Entry!, 50, 60, 40));
        Assert.False(await DiscardAsync(appended.Entry!));

        Assert.Equal(Text(appended.Entry!), Text(await StoredAsync(appended.Entry!)));
        await AcknowledgeAsync(appended);
        Assert.True(await DiscardAsync(appended.Entry!));
    }

    [Fact]
    public async Task Unacknowledged_Put_IsNotCompacted()
    {
        var first = await AppendAsync(Put("1"), mayTry: false);

        Assert.Empty((await AppendAsync(Put("2"))).Compacted);

        await AcknowledgeAsync(first);
        Assert.Equal([first.Entry!.Id], (await AppendAsync(Put("3"))).Compacted);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Unacknowledged_CreateOrOneBetween_DoesNotDropOut(bool isCreate)
    {
        var create = await AppendAsync(Create(), mayTry: false);
        if (!isCreate) await AcknowledgeAsync(create);
        var between = await AppendAsync(Entry(method: "PATCH"));
        if (isCreate) await AcknowledgeAsync(between);

        var delete = await AppendAsync(Delete());

        Assert.Equal(OutboxAppendResult.Waiting, delete.Result);
        Assert.Empty(delete.Compacted);
    }

    [Fact]
    public async Task Unacknowledged_Entry_IsLiveAndCounted()
    {
        var appended = await AppendAsync(Entry() with { CreatedAt = At(4) }, mayTry: false);

        var counts = await CountAsync();

        Assert.Equal((1, BytesOf(appended.Entry!), At(4)), (counts.ByState[OutboxState.Waiting], counts.Bytes, counts.Oldest));
        Assert.Equal(OutboxAppendResult.TooManyEntries, (await AppendAsync(Entry(), bounds: new OutboxBounds(1, 1_000))).Result);
    }
}
