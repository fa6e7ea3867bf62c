using Coalesce.Http.Broker;
using static Coalesce.Http.Testing.OutboxSamples;

namespace Coalesce.Http.Testing;

public abstract partial class OutboxStoreContract
{
    [Theory]
    [InlineData(OutboxState.Trying)]
    [InlineData(OutboxState.Waiting)]
    [InlineData(OutboxState.Replaying)]
    [InlineData(OutboxState.Delivered)]
    [InlineData(OutboxState.Dead)]
    [InlineData(OutboxState.Compacted)]
    public async Task Append_SameKeyAndContent_JoinsTheEntryAsItIs(OutboxState state)
    {
        var first = await EntersAsync(state, Entry(key: "k"));

        var appended = await AppendAsync(Again(first));

        Assert.Equal(OutboxAppendResult.Joined, appended.Result);
        Assert.Equal(Text(await StoredAsync(first)), Text(appended.Entry!));
        Assert.Equal(default, appended.Lease);
        Assert.Empty(appended.Compacted);
        Assert.Null(await FindAsync(Again(first)));
    }

    [Theory]
    [InlineData(OutboxState.Withdrawn)]
    [InlineData(OutboxState.Discarded)]
    public async Task Append_KeyOfOneThatWasTakenBack_IsFree(OutboxState state)
    {
        var first = await EntersAsync(state, Entry(key: "k"));
        var second = Entry(key: "k", body: "other");

        Assert.Equal(OutboxAppendResult.Trying, (await AppendAsync(second)).Result);

        Assert.Equal(OutboxAppendResult.Joined, (await AppendAsync(Again(second))).Result);
        Assert.Equal(OutboxAppendResult.KeyReused, (await AppendAsync(Again(first))).Result);
        Assert.Equal(state, await StateAsync(first));
    }

    [Fact]
    public async Task Append_OneThatWasTakenBackIsPurged_KeyIsStillTheNexts()
    {
        await EntersAsync(OutboxState.Discarded, Entry(key: "k"));
        var second = Entry(key: "k");
        await TriesAsync(second);

        Assert.Equal(1, await PurgeAsync(1));

        Assert.Equal(OutboxAppendResult.Joined, (await AppendAsync(Again(second))).Result);
    }

    public static TheoryData<OutboxState, string> OtherContents => new(
        from state in (OutboxState[])[OutboxState.Trying, OutboxState.Waiting, OutboxState.Delivered, OutboxState.Dead]
        from what in (string[])["method", "uri", "query", "type", "no type", "body", "case", "no body"]
        select (state, what));

    [Theory]
    [MemberData(nameof(OtherContents))]
    public async Task Append_SameKeyOtherContent_IsRefused(OutboxState state, string what)
    {
        var first = await EntersAsync(state, Entry(key: "k", headers: ("Content-Type", "a/b")));
        var other = what switch
        {
            "method" => first with { Method = "PATCH" },
            "uri" => first with { Uri = new Uri("http://origin/A") },
            "query" => first with { Uri = new Uri("http://origin/a?") },
            "type" => first with { Headers = [new("Content-Type", "a/c")] },
            "no type" => first with { Headers = [] },
            "body" => first with { Body = "bodi"u8.ToArray() },
            "case" => first with { Body = "Body"u8.ToArray() },
            _ => first with { Body = null },
        };

        var appended = await AppendAsync(Again(other));

        Assert.Equal(OutboxAppendResult.KeyReused, appended.Result);
        Assert.Null(appended.Entry);
        Assert.Equal(default, appended.Lease);
        Assert.Null(await FindAsync(Again(other)));
        Assert.Equal(state, await StateAsync(first));
    }

    [Fact]
    public async Task Append_SameKeyOtherHeadersLaneRouteAndTimes_Joins()
    {
        var first = Entry(key: "k", headers: [("Content-Type", "a/b"), ("X-A", "1")]);
        await WaitsAsync(first);

        var appended = await AppendAsync(Again(first) with
        {
            Headers = [new("X-A", "2"), new("content-type", "a/b")],
            Lane = "other",
            Route = "route",
            HttpVersion = new Version(3, 0),
            Compaction = OutboxCompaction.DropPairs,
            CreatedAt = At(5),
            ExpiresAt = At(6),
            NotBefore = At(7),
        });

        Assert.Equal(OutboxAppendResult.Joined, appended.Result);
        Assert.Equal(Text(first with { State = OutboxState.Waiting }), Text(appended.Entry!));
    }

    [Fact]
    public async Task Append_SameKeyNoBodyAndAnEmptyOne_Joins()
    {
        var first = Entry(key: "k", body: null);
        await WaitsAsync(first);

        Assert.Equal(OutboxAppendResult.Joined, (await AppendAsync(Again(first) with { Body = ReadOnlyMemory<byte>.Empty })).Result);
    }

    [Theory]
    [InlineData("client")]
    [InlineData("partition")]
    [InlineData("own")]
    [InlineData("empty")]
    [InlineData("swapped")]
    [InlineData("case")]
    public async Task Append_KeyOfAnotherClientOrPartition_IsAnother(string what)
    {
        var first = Entry("first", "k") with { Partition = "p" };
        await WaitsAsync(first);

        var other = Again(first) with { Lane = "second", Body = "other"u8.ToArray() };
        var appended = await AppendAsync(what switch
        {
            "client" => other with { Client = "other" },
            "partition" => other with { Partition = "P" },
            "own" => other with { OwnPartition = "p" },
            "empty" => other with { OwnPartition = "" },
            "swapped" => other with { Partition = null, OwnPartition = "p" },
            _ => other with { IdempotencyKey = "K" },
        });

        Assert.Equal(OutboxAppendResult.Trying, appended.Result);
    }

    [Fact]
    public async Task Append_KeyOfOneThatWasAnsweredAndLeft_IsFree()
    {
        var first = Entry(key: "k");
        await BecomesAsync(OutboxState.Delivered, await TriesAsync(first), To(OutboxState.Delivered) with { IsAnswered = true });

        Assert.Equal(OutboxAppendResult.Trying, (await AppendAsync(Again(first))).Result);
    }

    [Fact]
    public async Task Append_KeyIsKnown_DecidesBeforeCompactionAndBounds()
    {
        var older = await WaitsAsync(Put("1"));
        var first = Put("2", OutboxCompaction.None) with { IdempotencyKey = "k" };
        await WaitsAsync(first);
        var none = new OutboxBounds(0, 0);

        var joined = await AppendAsync(Again(first) with { Compaction = OutboxCompaction.KeepLatest }, bounds: none);
        var refused = await AppendAsync(Again(first) with { Body = null, Compaction = OutboxCompaction.KeepLatest }, bounds: none);

        Assert.Equal((OutboxAppendResult.Joined, OutboxAppendResult.KeyReused), (joined.Result, refused.Result));
        Assert.Equal(OutboxState.Waiting, await StateAsync(older));
    }

    private static OutboxEntry Again(OutboxEntry entry)
    {
        // The same id each time for the same entry, so that a test can look for what must not be there.
        var bytes = entry.Id.ToByteArray();
        bytes[15] ^= 0xff;
        return entry with { Id = new Guid(bytes) };
    }
}
