using Coalesce.Http.Broker;
using static Coalesce.Http.Testing.OutboxSamples;

namespace Coalesce.Http.Testing;

public abstract partial class OutboxStoreContract
{
    [Fact]
    public async Task Retry_OneThatWaits_IsDueThen()
    {
        var entry = Entry() with { ExpiresAt = At(1_000) };
        await BecomesAsync(OutboxState.Waiting, await TriesAsync(entry), Later(100, at: 1) with { Attempt = Attempt(1, 1) });
        var before = await StoredAsync(entry);

        Assert.True(await RetryAsync(entry, notBefore: 20, expires: 5_000, at: 10));

        Assert.Equal(Text(before with { NotBefore = At(20), NotBeforeSetAt = At(10) }), Text(await StoredAsync(entry)));
        await DueIsAsync(19);
        await DueIsAsync(20, entry);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Retry_DeadLetter_GetsAttemptsAndAgeAnew(bool arrived)
    {
        var entry = Entry() with { ExpiresAt = At(5), NotBefore = At(1) };
        await BecomesAsync(OutboxState.Dead, await TriesAsync(entry), To(OutboxState.Dead, at: 4) with
        {
            Attempt = Attempt(1, 3, arrived),
            Reason = OutboxReason.OutcomeUnknown,
            Answer = Answer(400),
            CredentialsMark = "mark",
        });

        Assert.True(await RetryAsync(entry, notBefore: 20, expires: 5_000, at: 10));

        Assert.Equal(Text(entry with
        {
            State = OutboxState.Waiting,
            NotBefore = At(20),
            NotBeforeSetAt = At(10),
            ExpiresAt = At(5_000),
            Answer = Answer(400),
            CredentialsMark = "mark",
            // What may have arrived still may; but what the server remembers of it is counted from here.
            FirstSentAt = arrived ? At(10) : null,
        }), Text(await StoredAsync(entry)));
        await DueIsAsync(19);
        await DueIsAsync(20, entry);
        Assert.Equal(OutboxAppendResult.Waiting, (await AppendAsync(Entry())).Result);
    }

    [Fact]
    public async Task Retry_DeadLetterThatExpired_NeedNotExpireAgain()
    {
        var entry = await EntersAsync(OutboxState.Dead, Entry() with { ExpiresAt = At(5) });

        await RetryAsync(entry, notBefore: 100);

        Assert.Null((await StoredAsync(entry)).ExpiresAt);
        Assert.Equal(At(100), (await DueAsync(50)).Next);
    }

    [Fact]
    public async Task Retry_DeadLetter_TakesThePlaceInItsLaneThatItHad()
    {
        var first = await EntersAsync(OutboxState.Dead, Entry());
        var second = await EntersAsync(OutboxState.Dead, Entry());
        var third = await WaitsAsync(Entry());
        await DueIsAsync(0, third);

        await RetryAsync(second);
        await DueIsAsync(0, second);
        await RetryAsync(first, notBefore: 50);
        await DueIsAsync(0);
        await DueIsAsync(50, first);

        foreach (var entry in (OutboxEntry[])[first, second, third]) await BecomesAsync(OutboxState.Delivered, await LeasesAsync(entry));
    }

    [Fact]
    public async Task Retry_DeadLetterWhileAnotherReplays_IsNotSentBesideIt()
    {
        var first = await EntersAsync(OutboxState.Dead, Entry());
        var second = await WaitsAsync(Entry());
        var lease = await LeasesAsync(second);

        await RetryAsync(first);

        await DueIsAsync(0);
        Assert.Empty(await LeaseAllAsync(Owner, first.Id));
        await BecomesAsync(OutboxState.Waiting, lease);
        await DueIsAsync(0, first);
    }

    [Theory]
    [InlineData(OutboxState.Trying)]
    [InlineData(OutboxState.Replaying)]
    [InlineData(OutboxState.Delivered)]
    [InlineData(OutboxState.Withdrawn)]
    [InlineData(OutboxState.Discarded)]
    [InlineData(OutboxState.Compacted)]
    public async Task Steer_OneThatNeitherWaitsNorIsDead_StaysAsItIs(OutboxState state)
    {
        var entry = await EntersAsync(state, Entry());
        var before = Text(await StoredAsync(entry));

        Assert.False(await RetryAsync(entry, 50, 60, 40));
        Assert.False(await DiscardAsync(entry, 40));

        Assert.Equal(before, Text(await StoredAsync(entry)));
    }

    [Theory]
    [InlineData(OutboxState.Waiting)]
    [InlineData(OutboxState.Dead)]
    public async Task Steer_AnotherClientOrId_FindsNothing(OutboxState state)
    {
        var entry = await EntersAsync(state, Entry());

        foreach (var other in (OutboxEntry[])[entry with { Client = "other" }, entry with { Id = Guid.NewGuid() }])
        {
            Assert.False(await RetryAsync(other));
            Assert.False(await DiscardAsync(other));
        }

        Assert.Equal(state, await StateAsync(entry));
    }

    [Theory]
    [InlineData(OutboxState.Waiting)]
    [InlineData(OutboxState.Dead)]
    public async Task Discard_OneThatWaitsOrIsDead_EndsAndIsNoMoreCounted(OutboxState state)
    {
        var entry = Entry();
        await BecomesAsync(state, await TriesAsync(entry), To(state) with { Attempt = Attempt(1, 1), Reason = OutboxReason.Rejected, Answer = Answer() });
        var before = await StoredAsync(entry);

        Assert.True(await DiscardAsync(entry, at: 9));

        Assert.Equal(Text(before with { State = OutboxState.Discarded, EndedAt = At(9), Reason = OutboxReason.None, Body = null }), Text(await StoredAsync(entry)));
        Assert.Equal(0, (await CountAsync()).Bytes);
        await DueIsAsync(1_000);
        Assert.Equal(OutboxAppendResult.Trying, (await AppendAsync(Entry(), bounds: new OutboxBounds(1, 1_000))).Result);
    }
}
