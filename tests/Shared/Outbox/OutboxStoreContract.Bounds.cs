using Coalesce.Http.Broker;
using static Coalesce.Http.Testing.OutboxSamples;

namespace Coalesce.Http.Testing;

public abstract partial class OutboxStoreContract
{
    [Theory]
    [InlineData(OutboxState.Trying)]
    [InlineData(OutboxState.Waiting)]
    [InlineData(OutboxState.Replaying)]
    [InlineData(OutboxState.Dead)]
    public async Task Bounds_AsManyLiveEntriesAsMayBe_RefuseTheNext(OutboxState state)
    {
        await EntersAsync(state, Entry("first"));
        var bounds = new OutboxBounds(2, long.MaxValue);
        Assert.Equal(OutboxAppendResult.Trying, (await AppendAsync(Entry("second"), bounds: bounds)).Result);
        var third = Entry("third");

        var appended = await AppendAsync(third, bounds: bounds);

        Assert.Equal(OutboxAppendResult.TooManyEntries, appended.Result);
        Assert.Null(appended.Entry);
        Assert.Equal(default, appended.Lease);
        Assert.Null(await FindAsync(third));
        Assert.Equal(OutboxAppendResult.Trying, (await AppendAsync(third with { Client = "other" }, bounds: bounds)).Result);
    }

    [Theory]
    [InlineData(OutboxState.Delivered)]
    [InlineData(OutboxState.Withdrawn)]
    [InlineData(OutboxState.Discarded)]
    [InlineData(OutboxState.Compacted)]
    public async Task Bounds_EndedEntries_CountForNothingAndMakeRoom(OutboxState state)
    {
        var ended = await EntersAsync(state, Entry());

        Assert.Equal(OutboxAppendResult.Trying, (await AppendAsync(Entry(), bounds: new OutboxBounds(1, long.MaxValue))).Result);

        Assert.Null(await FindAsync(ended));
    }

    [Fact]
    public async Task Bounds_Bytes_AreThoseOfUriHeadersAndBody()
    {
        // The space is sent as %20, and the umlaut is two bytes.
        var first = Entry("first", path: "/ abc?", headers: [("X-AB", "ü")]) with { Body = new byte[] { 0, 1, 255 } };
        Assert.Equal("http://origin/%20abc?", first.Uri.AbsoluteUri);
        const int bytes = 21 + 4 + 2 + 3;
        Assert.Equal(OutboxAppendResult.TooManyBytes, (await AppendAsync(first, bounds: new OutboxBounds(10, bytes - 1))).Result);
        Assert.Equal(OutboxAppendResult.Trying, (await AppendAsync(first, bounds: new OutboxBounds(10, bytes))).Result);
        var second = Entry("second");
        var both = bytes + BytesOf(second);

        var refused = await AppendAsync(second, bounds: new OutboxBounds(10, both - 1));

        Assert.Equal(OutboxAppendResult.TooManyBytes, refused.Result);
        Assert.Null(refused.Entry);
        Assert.Null(await FindAsync(second));
        Assert.Equal(OutboxAppendResult.Trying, (await AppendAsync(second with { Client = "other" }, bounds: new OutboxBounds(10, both - 1))).Result);
        Assert.Equal(OutboxAppendResult.Trying, (await AppendAsync(second with { Id = Guid.NewGuid() }, bounds: new OutboxBounds(10, both))).Result);
    }

    [Fact]
    public async Task Bounds_BothAreReached_EntriesDecideFirst()
    {
        await WaitsAsync(Entry());

        Assert.Equal(OutboxAppendResult.TooManyEntries, (await AppendAsync(Entry(), bounds: new OutboxBounds(1, 1))).Result);
    }

    [Fact]
    public async Task Bounds_WhatIsCompacted_CountsNoMore()
    {
        var first = await WaitsAsync(Put("1"));

        Assert.Equal(OutboxAppendResult.Trying, (await AppendAsync(Put("2"), bounds: new OutboxBounds(1, BytesOf(first)))).Result);
    }

    [Fact]
    public async Task Bounds_EndedEntries_MakeRoomInTheOrderTheyEnded()
    {
        OutboxEntry[] entries = [Entry(), Entry(), Entry(), Entry()];
        foreach (var (entry, endedAt) in entries.Zip((int[])[3, 1, 1, 2])) await BecomesAsync(OutboxState.Delivered, await TriesAsync(entry), To(OutboxState.Delivered, endedAt));
        int[] order = [1, 2, 3, 0];

        for (var gone = 1; gone <= 4; gone++)
        {
            await TriesAsync(Entry(), new OutboxBounds(4, long.MaxValue));

            var left = await ListAsync(new OutboxQuery { State = OutboxState.Delivered });
            Same(order[gone..].Order().Select(i => entries[i]), left.Entries);
        }
    }

    [Fact]
    public async Task Bounds_BytesOfEndedEntries_AreThoseOfUriHeadersAndAnswer()
    {
        OutboxEntry[] entries = [Entry(body: new string('x', 1_000)), Entry(), Entry()];
        OutboxEntry[] ended = [entries[0], entries[1] with { Answer = Answer() }, entries[2]];
        foreach (var entry in ended) await BecomesAsync(OutboxState.Delivered, await TriesAsync(entry), To(OutboxState.Delivered) with { Answer = entry.Answer });
        var live = Entry();
        var all = ended.Sum(EndedBytesOf) + BytesOf(live);

        await TriesAsync(live, new OutboxBounds(100, all));
        Assert.Equal(3, (await ListAsync(new OutboxQuery { State = OutboxState.Delivered })).Entries.Count);
        await TriesAsync(Entry(), new OutboxBounds(100, all + BytesOf(live) - EndedBytesOf(ended[0])));
        Same(entries[1..], (await ListAsync(new OutboxQuery { State = OutboxState.Delivered })).Entries);
        await TriesAsync(Entry(), new OutboxBounds(100, all + (2 * BytesOf(live)) - EndedBytesOf(ended[0]) - 1));
        Same(entries[2..], (await ListAsync(new OutboxQuery { State = OutboxState.Delivered })).Entries);
    }

    [Fact]
    public async Task Bounds_NewOneIsRefusedOrJoins_EndedEntriesStay()
    {
        var ended = await EntersAsync(OutboxState.Delivered, Entry());
        var live = Entry();
        await TriesAsync(live);
        var bounds = new OutboxBounds(1, long.MaxValue);

        Assert.Equal(OutboxAppendResult.TooManyEntries, (await AppendAsync(Entry(), bounds: bounds)).Result);
        Assert.Equal(OutboxAppendResult.Joined, (await AppendAsync(Again(live), bounds: bounds)).Result);

        Assert.Equal(OutboxState.Delivered, await StateAsync(ended));
    }

    [Fact]
    public async Task Bounds_PairDropsOut_EndedEntriesMakeRoomAndTheNewOneStays()
    {
        var older = await EntersAsync(OutboxState.Delivered, Entry());
        var create = await WaitsAsync(Create());
        var delete = Delete() with { CreatedAt = At(-9) };

        await AppendAsync(delete, bounds: new OutboxBounds(1, long.MaxValue));

        // By the clock it ended before the one that was delivered; but who appended it may ask for it.
        Assert.Equal((null, null, OutboxState.Compacted), (await StateAsync(older), await StateAsync(create), await StateAsync(delete)));
    }

    private async Task TriesAsync(OutboxEntry entry, OutboxBounds bounds) =>
        Assert.Equal(OutboxAppendResult.Trying, (await AppendAsync(entry, bounds: bounds)).Result);
}
