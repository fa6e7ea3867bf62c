using Coalesce.Http.Broker;
using static Coalesce.Http.Testing.OutboxSamples;

namespace Coalesce.Http.Testing;

public abstract partial class OutboxStoreContract
{
    [Fact]
    public async Task Append_FreeLane_TriesAndIsLeasedToTheWriter()
    {
        var entry = Entry();

        var appended = await AppendAsync(entry);

        Assert.Equal(OutboxAppendResult.Trying, appended.Result);
        Assert.Equal(Text(entry with { State = OutboxState.Trying }), Text(appended.Entry!));
        Assert.Equal((entry.Id, Owner), (appended.Lease.Id, appended.Lease.Owner));
        Assert.Empty(appended.Compacted);
        await DueIsAsync(100);
    }

    [Fact]
    public async Task Append_NotToBeTried_Waits()
    {
        var entry = Entry();

        var appended = await AppendAsync(entry, mayTry: false);

        Assert.Equal(OutboxAppendResult.Waiting, appended.Result);
        Assert.Equal(Text(entry with { State = OutboxState.Waiting }), Text(appended.Entry!));
        Assert.Equal((entry.Id, Owner), (appended.Lease.Id, appended.Lease.Owner));
        Assert.Empty(appended.Compacted);
    }

    [Theory]
    [InlineData(OutboxState.Trying, OutboxAppendResult.Trying)]
    [InlineData(OutboxState.Waiting, OutboxAppendResult.Waiting)]
    [InlineData(OutboxState.Replaying, OutboxAppendResult.Waiting)]
    [InlineData(OutboxState.Delivered, OutboxAppendResult.Trying)]
    [InlineData(OutboxState.Dead, OutboxAppendResult.Trying)]
    [InlineData(OutboxState.Withdrawn, OutboxAppendResult.Trying)]
    [InlineData(OutboxState.Discarded, OutboxAppendResult.Trying)]
    [InlineData(OutboxState.Compacted, OutboxAppendResult.Trying)]
    public async Task Append_OneIsInTheLane_WaitsWhereItIsBusy(OutboxState state, OutboxAppendResult expected)
    {
        await EntersAsync(state, Entry());

        var appended = await AppendAsync(Entry());

        Assert.Equal(expected, appended.Result);
        Assert.Equal(expected.ToString(), appended.Entry!.State.ToString());
    }

    [Fact]
    public async Task Append_LaneWhereSeveralTry_WaitsOnceOneOfThemDoes()
    {
        var first = await TriesAsync(Entry());
        await TriesAsync(Entry());
        await BecomesAsync(OutboxState.Waiting, first);

        Assert.Equal(OutboxAppendResult.Waiting, (await AppendAsync(Entry())).Result);
    }

    [Fact]
    public async Task Append_AllFields_AreKeptAsGiven()
    {
        var entry = Full();

        await WaitsAsync(entry);

        Assert.Equal(Text(entry with { State = OutboxState.Waiting }), Text(await StoredAsync(entry)));
        Assert.Equal(Text(entry with { State = OutboxState.Replaying }), Text(Assert.Single(await LeaseAllAsync(Owner, entry.Id)).Entry));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task Append_NoBodyOrAnEmptyOne_IsKeptAsGiven(string? body)
    {
        var entry = Entry(body: body);

        await WaitsAsync(entry);

        Assert.Equal(Text(entry with { State = OutboxState.Waiting }), Text(await StoredAsync(entry)));
    }

    [Fact]
    public async Task Append_EntrySaysHowFarItCame_BeginsAnew()
    {
        var entry = Entry();

        await WaitsAsync(entry with
        {
            State = OutboxState.Dead,
            AttemptCount = 3,
            Attempts = [Attempt(3, 1)],
            FirstSentAt = At(1),
            EndedAt = At(2),
            Reason = OutboxReason.Rejected,
            Answer = Answer(),
        });

        Assert.Equal(Text(entry with { State = OutboxState.Waiting }), Text(await StoredAsync(entry)));
    }

    [Fact]
    public async Task Append_WaitIsCancelled_IsStoredAsAWholeOrNotAtAll()
    {
        using var cancel = new CancellationTokenSource();
        var entry = Entry();
        var append = _store.AppendAsync(entry, Owner, mayTry: false, Wide, cancel.Token).AsTask();

        await cancel.CancelAsync();

        // Begun before: whether or not the wait was cut short, it is carried out before what is asked afterwards.
        await Wait.ForAsync(append.ContinueWith(_ => { }, TaskScheduler.Default));
        Assert.Equal(OutboxState.Waiting, await StateAsync(entry));
    }

    private static OutboxEntry Full() => Entry("lane ü%_'", "key ü'", "PATCH", "/a%20b?q=%C3%BC&r='", "",
        ("Content-Type", "a/b"), ("x-many", "1"), ("X-Many", "2"), ("X-Odd", "ü \" ' | \u65e5"), ("X-Empty", "")) with
    {
        Body = Enumerable.Range(0, 100_000).Select(i => (byte)(i * 7)).ToArray(),
        Partition = "p ü",
        OwnPartition = "",
        HttpVersion = new Version(2, 0),
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Route = "POST /posts/{id}",
        Compaction = OutboxCompaction.DropPairs,
        TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        CreatedAt = At(1.5),
        ExpiresAt = At(3600),
        NotBefore = At(0.25),
        NotBeforeSetAt = At(0.125),
        CredentialsMark = "mark",
    };
}
