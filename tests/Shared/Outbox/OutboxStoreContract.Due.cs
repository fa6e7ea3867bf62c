using Coalesce.Http.Broker;
using static Coalesce.Http.Testing.OutboxSamples;

namespace Coalesce.Http.Testing;

public abstract partial class OutboxStoreContract
{
    [Fact]
    public async Task FindDue_SeveralLanes_GivesTheirHeadsInTheOrderOfAppend()
    {
        var a1 = await WaitsAsync(Entry("a") with { CreatedAt = At(5) });
        await WaitsAsync(Entry("a"));
        var b1 = await WaitsAsync(Entry("b") with { CreatedAt = At(3), NotBefore = At(-5) });
        var c1 = await WaitsAsync(Entry("c") with { CreatedAt = At(4) });
        await WaitsAsync(Entry("b"));

        var due = await DueAsync();

        Same([a1, b1, c1], due.Entries);
        Assert.All(due.Entries, entry => Assert.Equal(OutboxState.Waiting, entry.State));
        Assert.Null(due.Next);
        Assert.Null(due.After);
    }

    [Fact]
    public async Task FindDue_Entry_IsWholeButForItsBody()
    {
        var entry = Full();
        await WaitsAsync(entry);

        var due = Assert.Single((await DueAsync(1)).Entries);

        Assert.Equal(Text(entry with { State = OutboxState.Waiting, Body = null }), Text(due));
    }

    [Fact]
    public async Task FindDue_NothingWaits_GivesNothing()
    {
        foreach (var state in Enum.GetValues<OutboxState>().Where(state => state != OutboxState.Waiting)) await EntersAsync(state, Entry($"{state}"));

        var due = await DueAsync(1_000_000);

        Assert.Empty(due.Entries);
        Assert.Equal((null, null), (due.Next, due.After));
    }

    [Fact]
    public async Task FindDue_MoreThanMax_GoesOnAfter()
    {
        List<OutboxEntry> entries = [];
        for (var i = 0; i < 10; i++)
        {
            entries.Add(await WaitsAsync(Entry($"{i}") with { NotBefore = At(i % 2 == 0 ? -i : 100) }));
            await WaitsAsync(Entry($"{i}"));
        }
        List<OutboxEntry> seen = [];

        for (long? after = 0; after is { } from;)
        {
            var due = await DueAsync(0, from, 2);
            Assert.True(due.Entries.Count <= 2);
            Assert.Equal(At(100), due.Next);
            Assert.True(due.After is null || due.After > from);
            seen.AddRange(due.Entries);
            after = due.After;
        }

        Same(entries.Where((_, i) => i % 2 == 0), seen);
    }

    [Fact]
    public async Task FindDue_HeadsAreLeasedBetweenPages_LosesNone()
    {
        OutboxEntry[] entries = [await WaitsAsync(Entry("a")), await WaitsAsync(Entry("b")), await WaitsAsync(Entry("c")), await WaitsAsync(Entry("d"))];

        var first = await DueAsync(max: 2);
        await BecomesAsync(OutboxState.Delivered, await LeasesAsync(entries[0]));
        await LeasesAsync(entries[1]);
        var second = await DueAsync(after: first.After!.Value, max: 2);

        Same(entries[..2], first.Entries);
        Same(entries[2..], second.Entries);
    }

    [Fact]
    public async Task FindDue_NotBefore_IsDueFromThatMomentOn()
    {
        var entry = await WaitsAsync(Entry() with { NotBefore = At(10) });

        Assert.Equal(At(10), (await DueAsync(9.999)).Next);
        await DueIsAsync(9.999);
        await DueIsAsync(10, entry);
        Assert.Null((await DueAsync(10)).Next);
        await DueIsAsync(9.999);
    }

    [Fact]
    public async Task FindDue_Expired_IsDueAlthoughNotBeforeLiesAhead()
    {
        var entry = await WaitsAsync(Entry() with { NotBefore = At(100), ExpiresAt = At(10) });

        Assert.Equal(At(10), (await DueAsync(9)).Next);
        await DueIsAsync(9);
        await DueIsAsync(10, entry);
    }

    [Fact]
    public async Task FindDue_ClockWasSetBackBehindTheMomentItWasSet_IsDue()
    {
        var entry = await WaitsAsync(Entry() with { NotBefore = At(100), NotBeforeSetAt = At(50) });

        await DueIsAsync(50);
        await DueIsAsync(49.999, entry);
        await DueIsAsync(-86_400, entry);
        Assert.Null((await DueAsync(49)).Next);
        Assert.Equal(At(100), (await DueAsync(50)).Next);
        await DueIsAsync(100, entry);
    }

    [Fact]
    public async Task FindDue_SomethingBehindTheHeadIsDue_OnlyTheHeadCounts()
    {
        var head = await WaitsAsync(Entry() with { NotBefore = At(10) });
        await WaitsAsync(Entry() with { ExpiresAt = At(5) });

        Assert.Equal(At(10), (await DueAsync(7)).Next);
        await DueIsAsync(7);
        await DueIsAsync(10, head);
    }

    [Fact]
    public async Task FindDue_Next_IsTheLeastOfTheHeadsThatAreNotDue()
    {
        await WaitsAsync(Entry("a") with { NotBefore = At(30) });
        await WaitsAsync(Entry("b") with { NotBefore = At(40), ExpiresAt = At(20) });
        await WaitsAsync(Entry("c") with { NotBefore = At(5) });
        var leased = await WaitsAsync(Entry("d"));
        await WaitsAsync(Entry("d") with { NotBefore = At(15) });
        await LeasesAsync(leased);

        Assert.Equal(At(20), (await DueAsync(10)).Next);
        Assert.Equal(At(30), (await DueAsync(20)).Next);
        Assert.Null((await DueAsync(30)).Next);
    }

    [Fact]
    public async Task FindDue_AnotherClient_SeesNothing()
    {
        await WaitsAsync(Entry());

        var due = await DueAsync(client: "other");

        Assert.Empty(due.Entries);
        Assert.Null(due.Next);
    }
}
