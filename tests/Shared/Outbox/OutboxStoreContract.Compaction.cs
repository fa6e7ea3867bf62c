using Coalesce.Http.Broker;
using static Coalesce.Http.Testing.OutboxSamples;

namespace Coalesce.Http.Testing;

public abstract partial class OutboxStoreContract
{
    [Theory]
    [InlineData(OutboxCompaction.KeepLatest)]
    [InlineData(OutboxCompaction.DropPairs)]
    public async Task KeepLatest_WaitingPuts_AreCompactedAndTheNewOneWaitsAtTheEnd(OutboxCompaction compaction)
    {
        var first = await WaitsAsync(Put("1", OutboxCompaction.None));
        var between = await WaitsAsync(Entry());
        var second = await WaitsAsync(Put("2", OutboxCompaction.None));
        var latest = Put("3", compaction) with { CreatedAt = At(9) };

        var appended = await AppendAsync(latest);

        Assert.Equal(OutboxAppendResult.Waiting, appended.Result);
        Assert.Equal([first.Id, second.Id], appended.Compacted);
        Assert.Equal(Text(first with { State = OutboxState.Compacted, EndedAt = At(9), Body = null }), Text(await StoredAsync(first)));
        Assert.Equal(OutboxState.Compacted, await StateAsync(second));
        await AcknowledgeAsync(appended);
        await DueIsAsync(0, between);
        await BecomesAsync(OutboxState.Delivered, await LeasesAsync(between));
        await DueIsAsync(0, latest);
    }

    [Fact]
    public async Task KeepLatest_NothingElseWaits_LaneIsFreeAgain()
    {
        var first = await WaitsAsync(Put("1"));

        var appended = await AppendAsync(Put("2"));

        Assert.Equal(OutboxAppendResult.Trying, appended.Result);
        Assert.Equal([first.Id], appended.Compacted);
    }

    [Fact]
    public async Task KeepLatest_OneThatWasSentAndWaitsAgain_IsCompacted()
    {
        var first = Put("1");
        await BecomesAsync(OutboxState.Waiting, await TriesAsync(first), Later(50) with { Attempt = Attempt(1, 0) });

        Assert.Equal([first.Id], (await AppendAsync(Put("2"))).Compacted);
    }

    [Theory]
    [InlineData("mode")]
    [InlineData("method")]
    [InlineData("method of the first")]
    [InlineData("uri")]
    [InlineData("lane")]
    [InlineData("partition")]
    [InlineData("own partition")]
    [InlineData("client")]
    public async Task KeepLatest_OneIsOther_NothingIsCompacted(string what)
    {
        var first = await WaitsAsync(Put("1") with { Method = what == "method of the first" ? "POST" : "PUT" });
        var latest = Put("2");

        var appended = await AppendAsync(what switch
        {
            "mode" => latest with { Compaction = OutboxCompaction.None },
            "method" => latest with { Method = "PATCH" },
            "uri" => latest with { Uri = new Uri("http://origin/a?b") },
            "lane" => latest with { Lane = "other" },
            "partition" => latest with { Partition = "other" },
            "own partition" => latest with { OwnPartition = "other" },
            "client" => latest with { Client = "other" },
            _ => latest,
        });

        Assert.Empty(appended.Compacted);
        Assert.Equal(OutboxState.Waiting, await StateAsync(first));
    }

    [Theory]
    [InlineData("If-Match", "\"1\"")]
    [InlineData("if-none-match", "*")]
    [InlineData("If-Modified-Since", "Sat, 29 Oct 1994 19:43:31 GMT")]
    [InlineData("If-Unmodified-Since", "Sat, 29 Oct 1994 19:43:31 GMT")]
    [InlineData("If-Range", "\"1\"")]
    public async Task KeepLatest_OneCarriesACondition_NothingIsCompacted(string name, string value)
    {
        var first = await WaitsAsync(Put("1", headers: (name, value)));
        var plain = await WaitsAsync(Put("2", OutboxCompaction.None));

        Assert.Empty((await AppendAsync(Put("3", headers: (name, value)))).Compacted);
        Assert.Equal([plain.Id], (await AppendAsync(Put("4"))).Compacted);

        Assert.Equal(OutboxState.Waiting, await StateAsync(first));
    }

    [Theory]
    [InlineData(OutboxState.Trying)]
    [InlineData(OutboxState.Replaying)]
    [InlineData(OutboxState.Dead)]
    public async Task KeepLatest_OneDoesNotWait_IsNotTouched(OutboxState state)
    {
        var first = await EntersAsync(state, Put("1"));

        Assert.Empty((await AppendAsync(Put("2"))).Compacted);

        Assert.Equal(state, await StateAsync(first));
    }

    [Fact]
    public async Task KeepLatest_BoundsRefuseTheNewOne_NothingIsCompacted()
    {
        var first = await WaitsAsync(Put("1"));

        var appended = await AppendAsync(Put("longer"), bounds: new OutboxBounds(10, BytesOf(first)));

        Assert.Equal(OutboxAppendResult.TooManyBytes, appended.Result);
        Assert.Empty(appended.Compacted);
        Assert.Equal(Text(first), Text(await StoredAsync(first)));
        await DueIsAsync(0, first);
    }

    [Fact]
    public async Task DropPairs_CreateThenDelete_DropOutWithAllBetween()
    {
        var before = await WaitsAsync(Put("0", OutboxCompaction.None));
        var create = await WaitsAsync(Create());
        var between = await WaitsAsync(Entry(method: "PATCH"));
        var elsewhere = await WaitsAsync(Entry(path: "/b"));
        var delete = Delete() with { CreatedAt = At(9) };

        var appended = await AppendAsync(delete);

        Assert.Equal(OutboxAppendResult.Compacted, appended.Result);
        Assert.Equal([create.Id, between.Id], appended.Compacted);
        Assert.Equal(default, appended.Lease);
        var dropped = delete with { State = OutboxState.Compacted, EndedAt = At(9) };
        Assert.Equal(Text(dropped), Text(appended.Entry!));
        Assert.Equal(Text(dropped), Text(await StoredAsync(delete)));
        Assert.Equal(Text(create with { State = OutboxState.Compacted, EndedAt = At(9), Body = null }), Text(await StoredAsync(create)));
        Assert.Equal((OutboxState.Waiting, OutboxState.Waiting), (await StateAsync(before), await StateAsync(elsewhere)));
        await DueIsAsync(0, before);
    }

    [Fact]
    public async Task DropPairs_SeveralCreates_TheNewestDropsOut()
    {
        var first = await WaitsAsync(Create());
        var delete = await WaitsAsync(Delete(OutboxCompaction.None));
        var second = await WaitsAsync(Create());

        Assert.Equal([second.Id], (await AppendAsync(Delete())).Compacted);

        Assert.Equal((OutboxState.Waiting, OutboxState.Waiting), (await StateAsync(first), await StateAsync(delete)));
    }

    [Fact]
    public async Task DropPairs_BoundsAreReached_DropOutAllTheSame()
    {
        await WaitsAsync(Entry(path: "/b"));
        await WaitsAsync(Create());

        Assert.Equal(OutboxAppendResult.Compacted, (await AppendAsync(Delete(), bounds: new OutboxBounds(1, 1))).Result);
    }

    [Theory]
    [InlineData("mode")]
    [InlineData("method")]
    [InlineData("condition")]
    [InlineData("uri")]
    [InlineData("lane")]
    [InlineData("partition")]
    [InlineData("no create")]
    [InlineData("another condition")]
    public async Task DropPairs_OneIsOther_NothingDropsOut(string what)
    {
        var create = await WaitsAsync(what switch
        {
            "no create" => Put("1"),
            "another condition" => Put("1", OutboxCompaction.DropPairs, ("If-None-Match", "\"1\"")),
            _ => Create(),
        });
        var delete = what == "condition" ? Delete(OutboxCompaction.DropPairs, ("If-Match", "*")) : Delete();

        var appended = await AppendAsync(what switch
        {
            "mode" => delete with { Compaction = OutboxCompaction.KeepLatest },
            "method" => delete with { Method = "POST" },
            "uri" => delete with { Uri = new Uri("http://origin/b") },
            "lane" => delete with { Lane = "other" },
            "partition" => delete with { Partition = "other" },
            _ => delete,
        });

        Assert.True(appended.Result is OutboxAppendResult.Waiting or OutboxAppendResult.Trying);
        Assert.Empty(appended.Compacted);
        Assert.Equal(OutboxState.Waiting, await StateAsync(create));
    }

    [Theory]
    [InlineData(OutboxState.Trying)]
    [InlineData(OutboxState.Replaying)]
    [InlineData(OutboxState.Dead)]
    [InlineData(OutboxState.Waiting)]
    public async Task DropPairs_CreateIsOrWasSent_NothingDropsOut(OutboxState state)
    {
        var create = Create();
        if (state == OutboxState.Waiting) await BecomesAsync(state, await TriesAsync(create), Later(9) with { Attempt = Attempt(1, 0) });
        else await EntersAsync(state, create);

        Assert.Empty((await AppendAsync(Delete())).Compacted);

        Assert.Equal(state, await StateAsync(create));
    }

    [Fact]
    public async Task DropPairs_CreateWasTriedButNeverSent_DropsOut()
    {
        var create = Create();
        await BecomesAsync(OutboxState.Waiting, await TriesAsync(create), Later(9) with { Attempt = Attempt(1, 0, arrived: false) });

        Assert.Equal([create.Id], (await AppendAsync(Delete())).Compacted);
    }

    [Theory]
    [InlineData(OutboxState.Trying)]
    [InlineData(OutboxState.Dead)]
    [InlineData(OutboxState.Waiting)]
    public async Task DropPairs_OneBetweenIsOrWasSent_NothingDropsOut(OutboxState state)
    {
        // Both are tried side by side, so that the second can be further than the first.
        var create = Create();
        var first = await TriesAsync(create);
        var second = await TriesAsync(Entry(method: "PATCH"));
        await BecomesAsync(OutboxState.Waiting, first);
        if (state != OutboxState.Trying) await BecomesAsync(state, second, To(state) with { Attempt = Attempt(1, 0) });

        Assert.Empty((await AppendAsync(Delete())).Compacted);

        Assert.Equal(OutboxState.Waiting, await StateAsync(create));
    }
}
