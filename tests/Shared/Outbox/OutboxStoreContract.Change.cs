using Coalesce.Http.Broker;
using static Coalesce.Http.Testing.OutboxSamples;

namespace Coalesce.Http.Testing;

public abstract partial class OutboxStoreContract
{
    [Theory]
    [InlineData(OutboxState.Trying)]
    [InlineData(OutboxState.Replaying)]
    public async Task Change_ToWaiting_IsDueAgainLater(OutboxState from)
    {
        var entry = Entry();
        var lease = await LeaseOfAsync(from, entry);
        var attempt = Attempt(1, 2);

        await BecomesAsync(OutboxState.Waiting, lease, Later(30, at: 3) with { Attempt = attempt, CredentialsMark = "mark", Answer = Answer(503), Reason = OutboxReason.Rejected });

        Assert.Equal(Text(entry with
        {
            State = OutboxState.Waiting,
            NotBefore = At(30),
            NotBeforeSetAt = At(3),
            AttemptCount = 1,
            Attempts = [attempt],
            FirstSentAt = At(2),
            CredentialsMark = "mark",
            Answer = Answer(503),
        }), Text(await StoredAsync(entry)));
        await DueIsAsync(29);
        await DueIsAsync(30, entry);
    }

    [Theory]
    [InlineData(OutboxState.Trying, OutboxState.Delivered, OutboxReason.None)]
    [InlineData(OutboxState.Replaying, OutboxState.Delivered, OutboxReason.None)]
    [InlineData(OutboxState.Trying, OutboxState.Dead, OutboxReason.Conflict)]
    [InlineData(OutboxState.Replaying, OutboxState.Dead, OutboxReason.Rejected)]
    [InlineData(OutboxState.Trying, OutboxState.Withdrawn, OutboxReason.None)]
    [InlineData(OutboxState.Replaying, OutboxState.Withdrawn, OutboxReason.None)]
    public async Task Change_ToAnEnd_IsKeptWithReasonAndAnswer(OutboxState from, OutboxState to, OutboxReason reason)
    {
        var entry = Entry();
        var lease = await LeaseOfAsync(from, entry);

        await BecomesAsync(to, lease, To(to, at: 7) with { Attempt = Attempt(1, 6), Reason = reason, Answer = Answer() });

        Assert.Equal(Text(entry with
        {
            State = to,
            AttemptCount = 1,
            Attempts = [Attempt(1, 6)],
            FirstSentAt = At(6),
            EndedAt = At(7),
            Reason = reason,
            Answer = Answer(),
            // Only what may be sent once more needs its body.
            Body = to == OutboxState.Dead ? entry.Body : null,
        }), Text(await StoredAsync(entry)));
        await DueIsAsync(1_000);
    }

    [Theory]
    [InlineData(OutboxState.Trying)]
    [InlineData(OutboxState.Replaying)]
    [InlineData(OutboxState.Discarded)]
    [InlineData(OutboxState.Compacted)]
    public async Task Change_ToWhatNoLeaseEndsIn_Throws(OutboxState to)
    {
        var entry = Entry();
        var lease = await TriesAsync(entry);

        await Assert.ThrowsAnyAsync<ArgumentException>(() => ChangeAsync(lease, To(to)));

        Assert.Equal(OutboxState.Trying, await StateAsync(entry));
    }

    [Fact]
    public async Task Change_WithoutAttempt_CountsNone()
    {
        var entry = Entry();
        await BecomesAsync(OutboxState.Waiting, await TriesAsync(entry), Later(5));

        var stored = await StoredAsync(entry);

        Assert.Equal(0, stored.AttemptCount);
        Assert.Empty(stored.Attempts);
        Assert.False(stored.MayHaveArrived);
    }

    [Fact]
    public async Task Change_ManyAttempts_KeepsTheLast16AndCountsAll()
    {
        var entry = Entry();
        var lease = await TriesAsync(entry);

        for (var number = 1; number <= 40; number++)
        {
            await BecomesAsync(OutboxState.Waiting, lease, Later(0) with { Attempt = Attempt(number, number, arrived: number is 5 or 7) });
            lease = await LeasesAsync(entry);
            var stored = await StoredAsync(entry);
            Assert.Equal(number, stored.AttemptCount);
            Assert.Equal(Enumerable.Range(1, number).TakeLast(16).Select(n => Attempt(n, n, n is 5 or 7)), stored.Attempts);
            Assert.Equal(number < 5 ? null : At(5), stored.FirstSentAt);
        }
    }

    [Fact]
    public async Task Change_SaysNothingOfAnswerAndCredentials_KeepsTheLast()
    {
        var entry = Entry();
        await BecomesAsync(OutboxState.Waiting, await TriesAsync(entry), Later(0) with { Answer = Answer(503, "busy"), CredentialsMark = "mark" });
        await BecomesAsync(OutboxState.Waiting, await LeasesAsync(entry), Later(0));
        var stored = await StoredAsync(entry);
        Assert.Equal(("mark", 503), (stored.CredentialsMark, stored.Answer!.Status));

        await BecomesAsync(OutboxState.Dead, await LeasesAsync(entry), To(OutboxState.Dead) with { Answer = Answer(400, ""), CredentialsMark = "other" });

        Assert.Equal(("other", 400), ((await StoredAsync(entry)).CredentialsMark, (await StoredAsync(entry)).Answer!.Status));
    }

    [Fact]
    public async Task Change_LeaseHasEnded_ChangesNothing()
    {
        var entry = Entry();
        var old = await TriesAsync(entry);
        await BecomesAsync(OutboxState.Waiting, old);
        await UnchangedAsync(entry, old);
        var current = await LeasesAsync(entry);
        await UnchangedAsync(entry, old);
        await UnchangedAsync(entry, current with { Owner = Other });
        await UnchangedAsync(entry, current with { Fence = current.Fence + 1 });
        await BecomesAsync(OutboxState.Delivered, current);
        await UnchangedAsync(entry, current);

        Assert.Null(await ChangeAsync(new OutboxLease(Guid.NewGuid(), Owner, 1), To(OutboxState.Delivered)));
    }

    [Fact]
    public async Task Change_TryingWasAnswered_IsNotKept()
    {
        var entry = Entry();

        await BecomesAsync(OutboxState.Delivered, await TriesAsync(entry), Answered());

        Assert.Null(await FindAsync(entry));
        Assert.Empty((await Wait.ForAsync(Browser.CountAsync(Client, default))).ByState);
    }

    [Fact]
    public async Task Change_JoinedWasAnswered_IsKeptForWhoJoined()
    {
        var entry = Entry();
        var lease = await TriesAsync(entry);
        await AppendAsync(Again(entry));

        await BecomesAsync(OutboxState.Delivered, lease, Answered());

        Assert.Equal(Text(entry with { State = OutboxState.Delivered, EndedAt = At(0), Body = null, Answer = Answer() }), Text(await StoredAsync(entry)));
    }

    [Fact]
    public async Task Change_ReplayingWasAnswered_IsKept()
    {
        var entry = Entry();

        await BecomesAsync(OutboxState.Delivered, await ReplaysAsync(entry), Answered());

        Assert.Equal(OutboxState.Delivered, await StateAsync(entry));
    }

    [Theory]
    [InlineData(OutboxState.Waiting)]
    [InlineData(OutboxState.Dead)]
    public async Task Change_AnsweredButNotDelivered_IsKept(OutboxState to)
    {
        var entry = Entry();

        await BecomesAsync(to, await TriesAsync(entry), To(to) with { IsAnswered = true });

        Assert.Equal(to, await StateAsync(entry));
    }

    [Fact]
    public async Task Change_AnsweredByARefusal_IsRemovedUnlessSomebodyJoinedIt()
    {
        var (alone, joined) = (Entry("lane 1"), Entry("lane 2"));
        var (first, second) = (await TriesAsync(alone), await TriesAsync(joined));
        await AppendAsync(Again(joined));

        await BecomesAsync(OutboxState.Withdrawn, first, To(OutboxState.Withdrawn) with { IsAnswered = true });
        await BecomesAsync(OutboxState.Waiting, second, To(OutboxState.Withdrawn) with { IsAnswered = true });

        Assert.Equal((null, OutboxState.Waiting), (await StateAsync(alone), await StateAsync(joined)));
    }

    [Fact]
    public async Task Change_JoinedIsWithdrawn_WaitsInstead()
    {
        var entry = Entry() with { NotBefore = At(100), NotBeforeSetAt = At(1) };
        var lease = await TriesAsync(entry);
        await AppendAsync(Again(entry));

        Assert.Equal(OutboxState.Waiting, await ChangeAsync(lease, To(OutboxState.Withdrawn, at: 5) with { Attempt = Attempt(1, 4) }));

        Assert.Equal(Text(entry with
        {
            State = OutboxState.Waiting,
            AttemptCount = 1,
            Attempts = [Attempt(1, 4)],
            FirstSentAt = At(4),
        }), Text(await StoredAsync(entry)));
        await DueIsAsync(99);
        await DueIsAsync(100, entry);
    }

    private static OutboxChange Answered() => To(OutboxState.Delivered) with { IsAnswered = true, Answer = Answer() };

    private Task<OutboxLease> LeaseOfAsync(OutboxState state, OutboxEntry entry) => state == OutboxState.Trying ? TriesAsync(entry) : ReplaysAsync(entry);

    private async Task UnchangedAsync(OutboxEntry entry, OutboxLease lease)
    {
        var before = Text(await StoredAsync(entry));
        foreach (var to in (OutboxState[])[OutboxState.Waiting, OutboxState.Delivered, OutboxState.Dead, OutboxState.Withdrawn])
        {
            Assert.Null(await ChangeAsync(lease, To(to, at: 50) with { Attempt = Attempt(9, 50), Answer = Answer(), IsAnswered = true }));
        }
        Assert.Equal(before, Text(await StoredAsync(entry)));
    }
}
