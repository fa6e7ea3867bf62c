namespace Coalesce.Http.Broker.Outbox;

/// <summary>What an entry looks like after each step. Nothing here stores anything.</summary>
internal static class OutboxTransitions
{
    private const int KeptAttempts = 16;

    /// <summary>Whether an entry in this state may still be sent, and so counts against the bounds.</summary>
    public static bool IsLive(OutboxState state) => state is OutboxState.Trying or OutboxState.Waiting or OutboxState.Replaying or OutboxState.Dead;

    /// <summary>The first moment at which there is something to do with it.</summary>
    public static DateTimeOffset DueAt(OutboxEntry entry) => entry.ExpiresAt is { } expires && expires < entry.NotBefore ? expires : entry.NotBefore;

    /// <summary>Whether that has come, or the clock was set back since it was set.</summary>
    public static bool IsDue(OutboxEntry entry, DateTimeOffset now) => DueAt(entry) <= now || now < entry.NotBeforeSetAt;

    /// <summary>A new one: how far it has come is the store's to say.</summary>
    public static OutboxEntry New(OutboxEntry entry) => entry with
    {
        State = OutboxState.Waiting,
        AttemptCount = 0,
        FirstSentAt = null,
        Attempts = [],
        Reason = OutboxReason.None,
        EndedAt = null,
        Answer = null,
    };

    public static OutboxEntry In(OutboxState state, OutboxEntry entry) => entry with { State = state };

    public static OutboxEntry Changed(OutboxEntry entry, OutboxChange change, bool isJoined)
    {
        var tried = entry with { Answer = change.Answer ?? entry.Answer, CredentialsMark = change.CredentialsMark ?? entry.CredentialsMark };
        if (change.Attempt is { } attempt)
        {
            tried = tried with
            {
                AttemptCount = entry.AttemptCount + 1,
                Attempts = [.. entry.Attempts.TakeLast(KeptAttempts - 1), attempt],
                FirstSentAt = entry.FirstSentAt ?? (attempt.MayHaveArrived ? attempt.StartedAt : null),
            };
        }
        if (change.To == OutboxState.Waiting) return Delayed(tried, change.NotBefore, change.At);
        return change.To == OutboxState.Withdrawn && isJoined
            ? In(OutboxState.Waiting, tried)
            : Ended(tried, change.To, change.At) with { Reason = change.Reason };
    }

    /// <summary>Only a dead letter may be sent once more, and so needs its body.</summary>
    public static OutboxEntry Ended(OutboxEntry entry, OutboxState state, DateTimeOffset at) => entry with
    {
        State = state,
        EndedAt = at,
        Reason = OutboxReason.None,
        Body = state == OutboxState.Dead ? entry.Body : null,
    };

    /// <summary>Its owner is gone. Whether it had sent it nobody knows: that may have been as early as it was leased.</summary>
    public static OutboxEntry Released(OutboxEntry entry, DateTimeOffset leasedAt, DateTimeOffset at)
    {
        // It was not acknowledged, and so never sent.
        if (entry.State == OutboxState.Waiting) return Delayed(entry, at, at);
        return Delayed(entry, at, at) with { FirstSentAt = entry.FirstSentAt ?? (leasedAt < at ? leasedAt : at) };
    }

    public static OutboxEntry Retried(OutboxEntry entry, DateTimeOffset notBefore, DateTimeOffset? expiresAt, DateTimeOffset at)
    {
        var waits = Delayed(entry, notBefore, at);
        return entry.State == OutboxState.Waiting ? waits : waits with
        {
            AttemptCount = 0,
            Attempts = [],
            // What may have arrived still may; only what the server remembers of it is counted anew.
            FirstSentAt = entry.FirstSentAt is null ? null : at,
            Reason = OutboxReason.None,
            EndedAt = null,
            ExpiresAt = expiresAt,
        };
    }

    private static OutboxEntry Delayed(OutboxEntry entry, DateTimeOffset notBefore, DateTimeOffset at) =>
        entry with { State = OutboxState.Waiting, NotBefore = notBefore, NotBeforeSetAt = at };
}
