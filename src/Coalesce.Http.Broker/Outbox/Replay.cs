using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Broker.Outbox;

/// <summary>One replay of an entry: sends it, judges the answer, and says how the entry goes on. Changes no entry itself.</summary>
/// <remarks>
/// Whatever is thrown on the way, by a handler, a hook or the wire, keeps the entry: it waits for its next attempt. Only a verdict of the server, its age or its attempts end it.
/// </remarks>
internal sealed class Replay(OutboxSettings settings, Circuits circuits, LaneHolds holds, CredentialMarks marks, IOutboxObserver observer, TimeProvider time)
{
    private readonly AnswerKeeper _keeper = new(settings.Key);

    /// <summary>Sends the entry.</summary>
    /// <param name="entry">The entry, which is leased.</param>
    /// <param name="stop">Ends the attempt because the outbox stops.</param>
    public async Task<OutboxChange> RunAsync(OutboxEntry entry, CancellationToken stop)
    {
        var rules = settings.RulesOf(entry.Route);
        if (Before(entry, rules) is { } change) return change;
        using var span = observer.Replaying(entry);
        change = await AttemptAsync(entry, rules, isSecond: false, stop).ConfigureAwait(false);
        // Once more at once, so that a handler of the app can refresh what it sends.
        return change ?? (await AttemptAsync(entry, rules, isSecond: true, stop).ConfigureAwait(false))!;
    }

    /// <summary>Whether the app can send it now, as whom it belongs to.</summary>
    public bool CanReplay(OutboxEntry entry)
    {
        try
        {
            return settings.CanReplay(entry);
        }
        catch (Exception e)
        {
            observer.Failed("CanReplay", entry, e);
            return false;
        }
    }

    /// <summary>What forbids to send it now, or ever.</summary>
    private OutboxChange? Before(OutboxEntry entry, OutboxRules rules)
    {
        var now = time.GetUtcNow();
        if (entry.ExpiresAt <= now) return Dead(OutboxReason.Expired);
        if (entry.FirstSentAt + rules.ReplayFor < now) return Dead(OutboxReason.OutcomeUnknown);
        if (entry.AttemptCount >= rules.MaxAttempts) return Dead(OutboxReason.AttemptsUsedUp); // the first was the last, or the route has fewer than it had
        if (settings.Client.BaseAddress is { } home && !UriParts.IsSameOrigin(home, entry.Uri)) return Hold(entry, LaneHoldReason.OriginChanged);
        if (rules.Window is { } window && window.NextOpen(now, time.LocalTimeZone) is var opens && opens > now) return Wait(opens - now);
        return null;
    }

    /// <summary><see langword="null"/>: the credentials were not accepted, for the first time.</summary>
    private async Task<OutboxChange?> AttemptAsync(OutboxEntry entry, OutboxRules rules, bool isSecond, CancellationToken stop)
    {
        var hasPartition = entry.Partition is not null || entry.OwnPartition is not null;
        var exchange = new OutboxExchange
        {
            Replayed = entry,
            Marks = hasPartition ? null : marks.Of,
            CanLeave = () => CanReplay(entry),
            Accepts = hasPartition ? null : mark => holds.Accepts(entry.CredentialsMark, mark),
        };
        var started = (At: time.GetUtcNow(), Stamp: time.GetTimestamp());
        using var request = ReplayRequest.Of(entry, exchange);
        if (settings.OnReplaying is { } hook && !await TryAsync(entry, "OnReplaying", () => hook(request, entry, stop)).ConfigureAwait(false))
            return Wait(Delay(entry, rules));
        exchange.Keep(request);
        using var late = new CancellationTokenSource(rules.AttemptTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stop);
        var sent = await circuits.RunAsync(entry.Uri, token => settings.Client.SendAsync(request, token), either.Token).ConfigureAwait(false);
        using var response = sent.Response;

        OutboxAttempt Attempt(string? error) => new(
            entry.AttemptCount + 1, started.At, time.GetElapsedTime(started.Stamp), (int?)response?.StatusCode, error, exchange.ReachedWire);
        if (response is null)
        {
            if (sent.IsUnsent) return Wait(circuits.BreakOf(entry.Uri)) with { Reach = Reach.Down };
            if (sent.Failure is UserChangedException) return Wait(TimeSpan.Zero);
            if (sent.Failure is CredentialsChangedException) return Hold(entry, LaneHoldReason.CredentialsChanged);
            if (late.IsCancellationRequested && !exchange.HasLeft) return Wait(Delay(entry, rules)); // the wait for its turn was too long
            if (stop.IsCancellationRequested) return Wait(TimeSpan.Zero) with { Attempt = exchange.ReachedWire ? Attempt("Stopped") : null };
            return Again(entry, rules, Attempt(late.IsCancellationRequested ? "Timeout" : Reaching.NameOf(sent.Failure!)), null, null) with
            {
                CredentialsMark = exchange.Mark,
                Reach = late.IsCancellationRequested ? Reach.Slow : sent.Reach,
            };
        }
        var answer = await _keeper.KeepAsync(response, either.Token).ConfigureAwait(false);
        var verdict = ReplayVerdicts.Of(response, exchange.IsElsewhere(response), rules);
        var retryAfter = ReplayVerdicts.RetryAfterOf(response, time.GetUtcNow());
        var change = verdict switch
        {
            ReplayVerdict.Delivered => new OutboxChange { To = OutboxState.Delivered, Attempt = Attempt(null), Answer = answer, At = time.GetUtcNow() },
            ReplayVerdict.Unauthorized when !isSecond => null,
            ReplayVerdict.Unauthorized => Hold(entry, LaneHoldReason.Unauthorized),
            ReplayVerdict.Redirected => Hold(entry, LaneHoldReason.Redirected),
            ReplayVerdict.Rejected => Dead(OutboxReason.Rejected) with { Attempt = Attempt(null), Answer = answer },
            ReplayVerdict.Conflict => await DecideAsync(entry, rules, Attempt(null), answer, stop).ConfigureAwait(false),
            _ => Again(entry, rules, Attempt(null), answer, retryAfter),
        };
        // Somebody else's page says nothing of the server, and who was told when to come again does not come before.
        var reach = verdict == ReplayVerdict.Redirected || (sent.Reach == Reach.Down && retryAfter is not null) ? Reach.Unknown : sent.Reach;
        return change is null ? null : change with { CredentialsMark = exchange.Mark, Reach = reach };
    }

    private async Task<OutboxChange> DecideAsync(OutboxEntry entry, OutboxRules rules, OutboxAttempt attempt, OutboxAnswer answer, CancellationToken stop)
    {
        var decision = ConflictDecision.DeadLetter;
        if (settings.OnConflict is { } hook
            && !await TryAsync(entry, "OnConflict", async () => decision = await hook(entry, answer, stop).ConfigureAwait(false)).ConfigureAwait(false))
            return Wait(Delay(entry, rules)) with { Attempt = attempt, Answer = answer };
        return decision switch
        {
            ConflictDecision.Delivered => new OutboxChange { To = OutboxState.Delivered, Attempt = attempt, Answer = answer, At = time.GetUtcNow() },
            ConflictDecision.Retry => Again(entry, rules, attempt, answer, null),
            _ => Dead(OutboxReason.Conflict) with { Attempt = attempt, Answer = answer },
        };
    }

    private OutboxChange Again(OutboxEntry entry, OutboxRules rules, OutboxAttempt attempt, OutboxAnswer? answer, TimeSpan? retryAfter)
    {
        if (attempt.Number >= rules.MaxAttempts) return Dead(OutboxReason.AttemptsUsedUp) with { Attempt = attempt, Answer = answer };
        var delay = Delay(entry, rules);
        return Wait(retryAfter > delay ? retryAfter.Value : delay) with { Attempt = attempt, Answer = answer };
    }

    private OutboxChange Hold(OutboxEntry entry, LaneHoldReason why)
    {
        holds.Add(entry, why);
        observer.Told(why == LaneHoldReason.Redirected ? OutboxStep.Redirected : OutboxStep.Held, entry);
        return Wait(TimeSpan.Zero);
    }

    private TimeSpan Delay(OutboxEntry entry, OutboxRules rules) => rules.Backoff.DelayAfter(entry.AttemptCount + 1, settings.Random());

    private OutboxChange Wait(TimeSpan delay)
    {
        var now = time.GetUtcNow();
        return new OutboxChange { To = OutboxState.Waiting, NotBefore = now + delay, At = now };
    }

    private OutboxChange Dead(OutboxReason reason) => new() { To = OutboxState.Dead, Reason = reason, At = time.GetUtcNow() };

    private async ValueTask<bool> TryAsync(OutboxEntry entry, string what, Func<ValueTask> call)
    {
        try
        {
            await call().ConfigureAwait(false);
            return true;
        }
        catch (Exception e)
        {
            observer.Failed(what, entry, e);
            return false;
        }
    }
}
