namespace Coalesce.Http.Broker.Outbox;

/// <summary>Finds what is due, leases it, and has it replayed: one loop that looks, and a bounded number of replays beside it.</summary>
/// <remarks>
/// The loop alone touches <c>_ready</c> and decides what starts; replays only report back, by the counts and the signal. A replay's place is free once it has its verdict: storing that rides on
/// the store's next commit, and is not waited for. A lane's next entry is found by the next look, which the store
/// carries out after the change that freed the lane, because it was asked for it first.
/// </remarks>
internal sealed class Replayer(
    string client, string owner, OutboxSettings settings, Replay replay, Circuits circuits, LaneHolds holds, Unreached unreached, LeaseLedger ledger, IOutboxObserver observer, TimeProvider time)
{
    private const int Page = 256;

    /// <summary>Leased ahead, so that one commit of the store leases several.</summary>
    private const int Ahead = 16;

    private readonly Signal _signal = new(time);
    private readonly Queue<OutboxLeased> _ready = [];
    private int _running; // replays that are being sent
    private int _unfinished; // those, and those whose verdict is being stored
    private volatile bool _isPaused;

    public bool IsPaused
    {
        get => _isPaused;
        set
        {
            _isPaused = value;
            _signal.Set();
        }
    }

    /// <summary>Something has changed: look again.</summary>
    public void Wake() => _signal.Set();

    /// <summary>Runs until it is stopped; then waits for the replays under way, and gives back what was leased ahead.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var next = settings.PollEvery;
            try
            {
                if (_isPaused) GiveBack();
                else next = await FillAsync(stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                // A store that fails, in whatever way, is asked again.
                observer.Failed("look for what is due", null, e);
            }
            StartReady(stop);
            try
            {
                await _signal.WaitAsync(next, stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }
        GiveBack();
        while (Volatile.Read(ref _unfinished) > 0) await _signal.WaitAsync(Timeout.InfiniteTimeSpan, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Leases as much as there is room for.</summary>
    /// <returns>When to look again at the latest.</returns>
    private async Task<TimeSpan> FillAsync(CancellationToken stop)
    {
        var room = settings.Concurrency + Ahead - Volatile.Read(ref _running) - _ready.Count;
        if (room <= Ahead / 2 && _ready.Count > 0) return settings.PollEvery; // enough for now: an end of a replay wakes us
        var now = time.GetUtcNow();
        var next = now + settings.PollEvery;
        Dictionary<Guid, DateTimeOffset> hurried = [];
        foreach (var entry in unreached.Take(room))
        {
            if (MayGo(entry)) hurried[entry.Id] = entry.NotBefore;
            else unreached.Add(entry); // it goes when its time comes, or with the next who is answered
        }
        if (hurried.Count > 0) room -= await LeaseAsync([.. hurried.Keys], hurried).ConfigureAwait(false);
        long? after = 0;
        while (after is { } from && room > 0)
        {
            var due = await settings.Store.FindDueAsync(client, now, from, Page, stop).ConfigureAwait(false);
            after = due.After;
            if (due.Next < next) next = due.Next.Value;
            // One that was put off after the clock was read looks as if the clock had been set back: by what it says now, it is not due.
            var seen = time.GetUtcNow();
            List<Guid> chosen = [];
            foreach (var entry in due.Entries)
            {
                if (chosen.Count == room) break;
                holds.SawFirst(entry);
                if (!OutboxTransitions.IsDue(entry, seen)) next = OutboxTransitions.DueAt(entry) is var at && at < next ? at : next;
                else if (MayGo(entry)) chosen.Add(entry.Id);
            }
            if (chosen.Count > 0) room -= await LeaseAsync(chosen).ConfigureAwait(false);
        }
        return next > now ? next - now : TimeSpan.Zero;
    }

    /// <param name="ids">The entries.</param>
    /// <param name="hurried">Of those that are hurried, the moment that they were known to back off to: to another they were put off since, maybe by another process.</param>
    private async Task<int> LeaseAsync(List<Guid> ids, Dictionary<Guid, DateTimeOffset>? hurried = null)
    {
        // What is leased must be sent or given back: the wait for it cannot be left.
        var leased = await settings.Store.LeaseAsync(ids, owner, time.GetUtcNow(), CancellationToken.None).ConfigureAwait(false);
        foreach (var one in leased)
        {
            ledger.Add(one.Lease, one.Entry);
            if (hurried is null || hurried[one.Entry.Id] == one.Entry.NotBefore) _ready.Enqueue(one);
            else _ = ledger.SettleAsync(one.Lease, NotNow() with { NotBefore = one.Entry.NotBefore });
        }
        return leased.Count;
    }

    private bool MayGo(OutboxEntry entry)
    {
        if (IsExpired(entry)) return true; // to its end
        return !holds.Has(entry) && !circuits.IsOpen(entry.Uri) && !ledger.HoldsBack(entry) && replay.CanReplay(entry);
    }

    private void StartReady(CancellationToken stop)
    {
        while (!_isPaused && !stop.IsCancellationRequested && Volatile.Read(ref _running) < settings.Concurrency && _ready.TryDequeue(out var leased))
        {
            Interlocked.Increment(ref _running);
            Interlocked.Increment(ref _unfinished);
            // From the pool: neither the loop nor one replay runs inside of another.
            _ = Task.Run(() => ReplayAsync(leased, stop), CancellationToken.None);
        }
    }

    private async Task ReplayAsync(OutboxLeased leased, CancellationToken stop)
    {
        var change = await JudgeAsync(leased.Entry, stop).ConfigureAwait(false);
        var settling = ledger.SettleAsync(leased.Lease, change);
        Interlocked.Decrement(ref _running);
        _signal.Set(); // the lane's next is looked for after this change
        await settling.ConfigureAwait(false);
        Interlocked.Decrement(ref _unfinished);
        _signal.Set();
    }

    private async Task<OutboxChange> JudgeAsync(OutboxEntry entry, CancellationToken stop)
    {
        try
        {
            // Asked once more: it was leased ahead, and somebody else may have logged in since.
            return MayGo(entry) ? await replay.RunAsync(entry, stop).ConfigureAwait(false) : NotNow();
        }
        catch (Exception e)
        {
            // What the entry met was caught where it was met. Whatever this is, the entry goes on.
            observer.Failed("replay", entry, e);
            return NotNow(settings.PollEvery);
        }
    }

    private bool IsExpired(OutboxEntry entry) => entry.ExpiresAt <= time.GetUtcNow();

    private void GiveBack()
    {
        while (_ready.TryDequeue(out var leased)) _ = ledger.SettleAsync(leased.Lease, NotNow());
    }

    private OutboxChange NotNow(TimeSpan delay = default)
    {
        var now = time.GetUtcNow();
        return new OutboxChange { To = OutboxState.Waiting, NotBefore = now + delay, At = now };
    }
}
