namespace Coalesce.Http.Broker.Outbox;

/// <summary>What people and dashboards see of an outbox, and do to it.</summary>
internal sealed class OutboxSteering(RequestOutbox outbox) : IRequestOutbox
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    public bool IsPaused => outbox.Replayer.IsPaused;

    private TimeProvider Time => outbox.Time;

    public void Pause() => outbox.Replayer.IsPaused = true;

    public void Resume() => outbox.Replayer.IsPaused = false;

    public Task<int> ResumeAsync(string? partition = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var released = outbox.Holds.Release(partition);
        outbox.Replayer.Wake();
        return Task.FromResult(released.Count);
    }

    public IReadOnlyList<LaneHold> GetHolds() => outbox.Holds.Snapshot();

    public async ValueTask<OutboxReceipt?> FindAsync(Guid id, CancellationToken cancellationToken = default) =>
        await GetAsync(id, cancellationToken).ConfigureAwait(false) is { } entry ? ReceiptOf(entry) : null;

    public async ValueTask<OutboxEntry?> GetAsync(Guid id, CancellationToken cancellationToken = default)
    {
        var browser = await BrowserAsync(cancellationToken).ConfigureAwait(false);
        return await browser.FindAsync(outbox.Client, id, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<OutboxPage> ListAsync(OutboxQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Take, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Take, 1_000);
        var browser = await BrowserAsync(cancellationToken).ConfigureAwait(false);
        return await browser.ListAsync(outbox.Client, query, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<OutboxCounts> CountAsync(CancellationToken cancellationToken = default)
    {
        var browser = await BrowserAsync(cancellationToken).ConfigureAwait(false);
        return await browser.CountAsync(outbox.Client, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> RetryAsync(Guid id, CancellationToken cancellationToken = default) =>
        await GetAsync(id, cancellationToken).ConfigureAwait(false) is { } entry
        && await RetryAsync(entry, Time.GetUtcNow(), cancellationToken).ConfigureAwait(false);

    public async Task<int> RetryAllAsync(string? route, double perSecond, CancellationToken cancellationToken = default)
    {
        if (!(perSecond > 0)) throw new ArgumentOutOfRangeException(nameof(perSecond), perSecond, "Give more than 0 a second.");
        var start = Time.GetUtcNow();
        var retried = 0;
        long? after = 0;
        while (after is { } from)
        {
            var page = await ListAsync(new OutboxQuery { State = OutboxState.Dead, Route = route, After = from, Take = 1_000 }, cancellationToken).ConfigureAwait(false);
            foreach (var entry in page.Entries)
            {
                // The rate is in the store: each is due at a moment of its own, also when this process ends.
                if (await RetryAsync(entry, start + TimeSpan.FromSeconds(retried / perSecond), cancellationToken).ConfigureAwait(false)) retried++;
            }
            after = page.After;
        }
        return retried;
    }

    public async ValueTask<bool> SetNotBeforeAsync(Guid id, DateTimeOffset notBefore, CancellationToken cancellationToken = default)
    {
        if (await GetAsync(id, cancellationToken).ConfigureAwait(false) is not { State: OutboxState.Waiting } entry) return false;
        return await RetryAsync(entry, notBefore, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> DiscardAsync(Guid id, CancellationToken cancellationToken = default)
    {
        if (await GetAsync(id, cancellationToken).ConfigureAwait(false) is not { } entry) return false;
        var browser = await BrowserAsync(cancellationToken).ConfigureAwait(false);
        if (!await browser.DiscardAsync(outbox.Client, id, Time.GetUtcNow(), cancellationToken).ConfigureAwait(false)) return false;
        outbox.Holds.Forget(entry);
        outbox.Receipts.Complete(id, new OutboxOutcome(OutboxState.Discarded, OutboxReason.None, entry.Answer));
        outbox.Tell(OutboxStep.Discarded, entry);
        outbox.Replayer.Wake(); // its lane goes on
        outbox.Changed.Tell();
        return true;
    }

    public async Task<bool> DrainAsync(TimeSpan limit, CancellationToken cancellationToken = default)
    {
        var since = Time.GetTimestamp();
        while (true)
        {
            var changed = outbox.Changed.Next();
            if (!outbox.IsBusy && await IsDrainedAsync(cancellationToken).ConfigureAwait(false)) return true;
            ObjectDisposedException.ThrowIf(outbox.IsOver, typeof(IRequestOutbox)); // nobody sends what is left
            var left = limit == Timeout.InfiniteTimeSpan ? Look : limit - Time.GetElapsedTime(since);
            if (left <= TimeSpan.Zero) return false;
            try
            {
                // Other processes tell nothing: look again from time to time.
                await changed.WaitAsync(left < Look ? left : Look, Time, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                // The look above decides.
            }
        }
    }

    /// <summary>The receipt of an entry that is kept.</summary>
    public OutboxReceipt ReceiptOf(OutboxEntry entry) => new(entry.Id, entry.IdempotencyKey, CompletionOf);

    private async Task<bool> IsDrainedAsync(CancellationToken cancellationToken)
    {
        var states = (await CountAsync(cancellationToken).ConfigureAwait(false)).ByState;
        return !states.ContainsKey(OutboxState.Trying) && !states.ContainsKey(OutboxState.Waiting) && !states.ContainsKey(OutboxState.Replaying);
    }

    private Task<OutboxOutcome> CompletionOf(Guid id)
    {
        if (outbox.Receipts.Wait(id) is not { } end) return EndAsync(id);
        _ = LookAsync(id); // it may have ended before anybody waited
        return end;
    }

    /// <summary>How it ended, where that is known although the outbox is closed.</summary>
    private async Task<OutboxOutcome> EndAsync(Guid id)
    {
        if (await GetAsync(id).ConfigureAwait(false) is { EndedAt: not null } entry) return new OutboxOutcome(entry.State, entry.Reason, entry.Answer);
        throw new OperationCanceledException($"The broker is disposed. Entry {id} is kept: ask for its receipt after the next start.");
    }

    private async Task LookAsync(Guid id)
    {
        if (outbox.Store.Browser is not { } browser) return;
        try
        {
            outbox.Receipts.Found(id, await browser.FindAsync(outbox.Client, id, CancellationToken.None).ConfigureAwait(false));
        }
        catch (Exception)
        {
            // Whatever the store throws: it is looked for again at each tick, which tells of it.
        }
    }

    private async ValueTask<bool> RetryAsync(OutboxEntry entry, DateTimeOffset notBefore, CancellationToken cancellationToken)
    {
        var now = Time.GetUtcNow();
        var expires = outbox.RulesOf(entry.Route).ExpiresAfter is { } age ? now + age : (DateTimeOffset?)null;
        var browser = await BrowserAsync(cancellationToken).ConfigureAwait(false);
        if (!await browser.RetryAsync(outbox.Client, entry.Id, notBefore, expires, now, cancellationToken).ConfigureAwait(false)) return false;
        outbox.Tell(OutboxStep.Retried, entry);
        outbox.Replayer.Wake();
        return true;
    }

    private async ValueTask<IOutboxBrowser> BrowserAsync(CancellationToken cancellationToken)
    {
        await outbox.OpenAsync(cancellationToken).ConfigureAwait(false);
        return outbox.Store.Browser ?? throw new NotSupportedException($"{outbox.Store.GetType().Name} can queue, but neither list nor steer.");
    }
}
