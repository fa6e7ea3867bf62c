using Coalesce.Http.Broker;
using static Coalesce.Http.Testing.OutboxSamples;

namespace Coalesce.Http.Testing;

public abstract partial class OutboxStoreContract
{
    [Theory]
    [InlineData(OutboxState.Delivered)]
    [InlineData(OutboxState.Dead)]
    [InlineData(OutboxState.Withdrawn)]
    public async Task Lane_HeadEnds_TheNextIsTheHead(OutboxState end)
    {
        List<OutboxEntry> entries = [];
        for (var i = 0; i < 5; i++) entries.Add(await WaitsAsync(Entry()));

        foreach (var entry in entries)
        {
            await DueIsAsync(0, entry);
            var lease = await LeasesAsync(entry);
            await DueIsAsync(0);
            await BecomesAsync(end, lease);
        }

        await DueIsAsync(0);
        Assert.Equal(OutboxAppendResult.Trying, (await AppendAsync(Entry())).Result);
    }

    [Fact]
    public async Task Lane_HeadWaitsAgain_StaysTheHead()
    {
        var head = await WaitsAsync(Entry());
        var next = await WaitsAsync(Entry());
        await BecomesAsync(OutboxState.Waiting, await LeasesAsync(head), Later(50));

        await DueIsAsync(49);
        Assert.Empty(await LeaseAllAsync(Owner, next.Id));
        await DueIsAsync(50, head);
    }

    [Fact]
    public async Task Lane_HeadIsDiscarded_TheNextIsTheHead()
    {
        var head = await WaitsAsync(Entry());
        var next = await WaitsAsync(Entry());

        await DiscardAsync(head);

        await DueIsAsync(0, next);
    }

    [Theory]
    [InlineData("client")]
    [InlineData("partition")]
    [InlineData("own")]
    [InlineData("empty")]
    [InlineData("case")]
    public async Task Lane_OfTheSameNameElsewhere_IsAnother(string what)
    {
        var first = await WaitsAsync(Entry());
        var other = Entry();
        other = what switch
        {
            "client" => other with { Client = "other" },
            "partition" => other with { Partition = "p" },
            "own" => other with { OwnPartition = "p" },
            "empty" => other with { Partition = "" },
            _ => other with { Lane = "Lane" },
        };

        await TriesAsync(other);
        var second = await WaitsAsync(other with { Id = Guid.NewGuid(), IdempotencyKey = "second" });

        Assert.Equal(2, (await LeaseAllAsync(Owner, first.Id, second.Id)).Count);
    }

    [Fact]
    public async Task Lane_PartitionsThatCouldRunTogether_StayApart()
    {
        await WaitsAsync(Entry() with { Partition = "a", OwnPartition = "b" });

        Assert.Equal(OutboxAppendResult.Trying, (await AppendAsync(Entry() with { Partition = "b", OwnPartition = "a" })).Result);
        Assert.Equal(OutboxAppendResult.Trying, (await AppendAsync(Entry() with { Partition = "ab", OwnPartition = "" })).Result);
        Assert.Equal(OutboxAppendResult.Waiting, (await AppendAsync(Entry() with { Partition = "a", OwnPartition = "b" })).Result);
    }

    [Fact]
    public async Task Lane_OneTries_OthersBehindItAreSent()
    {
        await TriesAsync(Entry());
        var second = Entry();
        await BecomesAsync(OutboxState.Waiting, await TriesAsync(second));

        await DueIsAsync(0, second);
        await LeasesAsync(second);
    }

    [Fact]
    public async Task Lane_OneThatTriedWaitsWhileAnotherReplays_IsNotSentBesideIt()
    {
        var older = Entry();
        var oldersLease = await TriesAsync(older);
        var newer = Entry();
        await BecomesAsync(OutboxState.Waiting, await TriesAsync(newer));
        var newersLease = await LeasesAsync(newer);

        await BecomesAsync(OutboxState.Waiting, oldersLease);

        await DueIsAsync(100);
        Assert.Null((await DueAsync(0)).Next);
        Assert.Empty(await LeaseAllAsync(Other, older.Id));
        await BecomesAsync(OutboxState.Waiting, newersLease);
        await DueIsAsync(0, older);
        Assert.Empty(await LeaseAllAsync(Other, newer.Id));
        await BecomesAsync(OutboxState.Delivered, await LeasesAsync(older));
        await DueIsAsync(0, newer);
    }

    [Fact]
    public async Task Lane_OneThatTriedWaits_TakesThePlaceItHad()
    {
        var first = Entry();
        var firstsLease = await TriesAsync(first);
        var second = Entry();
        await BecomesAsync(OutboxState.Waiting, await TriesAsync(second));
        await WaitsAsync(Entry());

        await BecomesAsync(OutboxState.Waiting, firstsLease, Later(10));

        await DueIsAsync(9);
        await DueIsAsync(10, first);
        await BecomesAsync(OutboxState.Delivered, await LeasesAsync(first));
        await DueIsAsync(0, second);
    }

    [Fact]
    public async Task Lane_PoisonAtItsHead_BlocksNoOther()
    {
        var poison = await WaitsAsync(Entry("poison"));
        await WaitsAsync(Entry("poison"));
        var sound = await WaitsAsync(Entry("sound"));
        await BecomesAsync(OutboxState.Waiting, await LeasesAsync(poison), Later(1_000));

        await DueIsAsync(0, sound);
        await BecomesAsync(OutboxState.Delivered, await LeasesAsync(sound));
        Assert.Equal(OutboxAppendResult.Trying, (await AppendAsync(Entry("sound"))).Result);
    }
}
