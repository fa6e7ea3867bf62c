using Coalesce.Http.Broker;
using static Coalesce.Http.Testing.OutboxSamples;

namespace Coalesce.Http.Testing;

public abstract partial class OutboxStoreContract
{
    [Fact]
    public async Task Find_AnotherClientOrId_IsNull()
    {
        var entry = await WaitsAsync(Entry());

        Assert.Null(await FindAsync(entry with { Client = "other" }));
        Assert.Null(await FindAsync(entry with { Id = Guid.NewGuid() }));
        Assert.Equal(Text(entry), Text(await StoredAsync(entry)));
    }

    [Fact]
    public async Task List_All_GivesThemInTheOrderOfAppendWithoutBodies()
    {
        List<OutboxEntry> entries = [];
        foreach (var state in Enum.GetValues<OutboxState>())
        {
            var entry = await EntersAsync(state, Entry($"{state}") with { CreatedAt = At(-(int)state) });
            entries.Add(await StoredAsync(entry));
        }
        await WaitsAsync(Entry() with { Client = "other" });

        // The delete that went with the create is the last.
        var page = await ListAsync();

        Assert.Equal(entries.Select(entry => Text(entry, body: false)), page.Entries.SkipLast(1).Select(entry => Text(entry, body: false)));
        Assert.All(page.Entries, entry => Assert.Null(entry.Body));
        Assert.Null(page.After);
        Assert.Empty((await ListAsync(client: "nobody")).Entries);
    }

    [Fact]
    public async Task List_ByState_GivesThoseInIt()
    {
        Dictionary<OutboxState, OutboxEntry> entries = [];
        foreach (var state in Enum.GetValues<OutboxState>().Order()) entries[state] = await EntersAsync(state, Entry($"{state}"));

        foreach (var (state, entry) in entries) Assert.Equal(entry.Id, (await ListAsync(new OutboxQuery { State = state })).Entries[0].Id);
        Assert.Single((await ListAsync(new OutboxQuery { State = OutboxState.Trying })).Entries);
    }

    [Fact]
    public async Task List_ByLaneAndRoute_GivesThoseThatAreExactlyOfIt()
    {
        var a = await WaitsAsync(Entry("a") with { Route = "r" });
        var b = await WaitsAsync(Entry("a") with { Route = "s", Partition = "p" });
        var c = await WaitsAsync(Entry("b") with { Route = "r" });
        await WaitsAsync(Entry("A") with { Route = "R" });
        await WaitsAsync(Entry("aa"));

        await ListIsAsync(new OutboxQuery { Lane = "a" }, a, b);
        await ListIsAsync(new OutboxQuery { Route = "r" }, a, c);
        await ListIsAsync(new OutboxQuery { Lane = "a", Route = "r" }, a);
        await ListIsAsync(new OutboxQuery { Lane = "a", Route = "r", State = OutboxState.Dead });
        await ListIsAsync(new OutboxQuery { Lane = "a", Route = "s", State = OutboxState.Waiting, Text = "POST" }, b);
        await ListIsAsync(new OutboxQuery { Lane = "none" });
    }

    [Theory]
    [InlineData("patch", 0)]
    [InlineData("ORIGIN/ONE", 1)]
    [InlineData("x=%20y", 1)]
    [InlineData("Key-Tw", 2)]
    [InlineData("lane 3", 3)]
    [InlineData("50%_\\'\"[", 3)]
    public async Task List_ByText_LooksAtMethodUriKeyAndLaneAsItIs(string text, int expected)
    {
        OutboxEntry[] entries =
        [
            Entry("0", "key-0", "PATCH"), Entry("1", "key-1", path: "/One?x= y"), Entry("2", "key-TWO"), Entry("Lane 3 50%_\\'\"[", "key-3"),
            // What these hold is not looked at, or is only like it.
            Entry("5", "key-5", body: "patch origin/one key-two lane 3", headers: ("X", "patch origin/one key-two lane 3")) with { Route = "patch origin/one lane 3 50%_\\'\"[" },
            Entry("lane-3 50 off, key_tw 500__"),
        ];
        foreach (var entry in entries) await WaitsAsync(entry);

        await ListIsAsync(new OutboxQuery { Text = text }, entries[expected]);
    }

    [Fact]
    public async Task List_ByEmptyText_GivesAll()
    {
        var entry = await WaitsAsync(Entry());

        await ListIsAsync(new OutboxQuery { Text = "" }, entry);
        await ListIsAsync(new OutboxQuery { Text = "%" });
        await ListIsAsync(new OutboxQuery { Text = "_" });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(10)]
    public async Task List_Paged_GivesEachOnceAndSaysWhichIsTheLast(int take)
    {
        List<OutboxEntry> entries = [];
        for (var i = 0; i < 20; i++) entries.Add(await WaitsAsync(Entry(i % 2 == 0 ? "even" : "odd")));
        List<OutboxEntry> seen = [];

        for (long? after = 0; after is { } from;)
        {
            var page = await ListAsync(new OutboxQuery { Lane = "odd", Take = take, After = from });
            seen.AddRange(page.Entries);
            Assert.Equal(Math.Min(take, 10), page.Entries.Count);
            Assert.Equal(seen.Count == 10, page.After is null);
            after = page.After;
        }

        Same(entries.Where((_, i) => i % 2 == 1), seen);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1_001)]
    public async Task List_TakeIsOutOfBounds_Throws(int take) =>
        await Assert.ThrowsAnyAsync<ArgumentException>(() => ListAsync(new OutboxQuery { Take = take }));

    [Fact]
    public async Task Count_EntriesOfAllStates_GivesEachAndTheBytesOfTheLive()
    {
        List<OutboxEntry> live = [];
        foreach (var state in Enum.GetValues<OutboxState>())
        {
            var entry = Entry($"{state}", body: new string('x', 10 + (int)state), headers: ("X-A", "b"));
            for (var i = 0; i <= (int)state; i++)
            {
                entry = await EntersAsync(state, entry with { Id = Guid.NewGuid(), IdempotencyKey = $"{state} {i}", Lane = $"{state} {i}" });
                if (state is OutboxState.Trying or OutboxState.Waiting or OutboxState.Replaying or OutboxState.Dead) live.Add(entry);
            }
        }
        await WaitsAsync(Entry() with { Client = "other" });

        var counts = await CountAsync();

        // Each of the eight that are compacted went with its delete.
        Assert.Equal(Enum.GetValues<OutboxState>().ToDictionary(state => state, state => state == OutboxState.Compacted ? 16 : (int)state + 1), counts.ByState);
        Assert.Equal(live.Sum(BytesOf), counts.Bytes);
    }

    [Fact]
    public async Task Count_Oldest_IsTheFirstThatWaitsOrIsReplaying()
    {
        Assert.Equal((0, 0, null), ((await CountAsync()).ByState.Count, (await CountAsync()).Bytes, (await CountAsync()).Oldest));
        await EntersAsync(OutboxState.Dead, Entry("a") with { CreatedAt = At(1) });
        await EntersAsync(OutboxState.Trying, Entry("b") with { CreatedAt = At(2) });
        await EntersAsync(OutboxState.Delivered, Entry("c") with { CreatedAt = At(3) });
        Assert.Null((await CountAsync()).Oldest);
        var first = await WaitsAsync(Entry("d") with { CreatedAt = At(4) });
        await WaitsAsync(Entry("e") with { CreatedAt = At(5) });

        Assert.Equal(At(4), (await CountAsync()).Oldest);
        var lease = await LeasesAsync(first);
        Assert.Equal(At(4), (await CountAsync()).Oldest);
        await BecomesAsync(OutboxState.Delivered, lease);
        Assert.Equal(At(5), (await CountAsync()).Oldest);
    }

    private Task<OutboxCounts> CountAsync() => Wait.ForAsync(Browser.CountAsync(Client, default));

    private async Task ListIsAsync(OutboxQuery query, params OutboxEntry[] expected)
    {
        var page = await ListAsync(query);
        Same(expected, page.Entries);
        Assert.Null(page.After);
    }
}
