using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Coalesce.Http.Broker.Outbox;

/// <summary>Finds what is due, leases it, and has it replayed: one loop that looks, and a bounded number of replays beside it.</summary>
/// <remarks>
/// The loop alone fills <c>_ready</c>, and opens places; a place goes on to the next that is ready, without the loop, which may be waiting for the store, and closes when there is none. Each entry is
/// taken out once, by a place or to be given back. A place goes on once it has its verdict: storing that rides on the store's next commit, and is not waited for. A lane's next entry is found by the
/// next look, which the store carries out after the change that freed the lane, because it was asked for it first.
/// </remarks>
internal sealed class Replayer(
    string client, string owner, OutboxSettings settings, Replay replay, Circuits circuits, LaneHolds holds, Unreached unreached, LeaseLedger ledger, IOutboxObserver observer, TimeProvider time)
{
    private const int LeastPage = 16;
    private const int MostPage = 256;

    /// <summary>Leased ahead, so that one commit of the store leases several, and there is something to send until the next one.</summary>
    private readonly int _ahead = Math.Clamp(2 * settings.Concurrency, 16, 256);

    private readonly Signal _signal = new(time);
    private readonly ConcurrentQueue<OutboxEntry> _fresh = [];
    private readonly ConcurrentQueue<OutboxLeased> _ready = [];
    private int _running; // places that are open
    private int _unfinished; // those, and entries whose verdict is being stored
    private bool _isBehind; // more is due than there was room for: the loop's alone
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

    /// <summary>A new entry waits, and need not be looked for. Its release was asked for before: the store carries it out before a lease that this leads to.</summary>
    public void Offer(OutboxEntry entry)
    {
        // What is not taken at once is found as all others are.
        if (_fresh.Count < MostPage) _fresh.Enqueue(entry);
        _signal.Set();
    }

    /// <summary>Runs until it is stopped; then waits for the replays under way, and gives back what was leased ahead.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var next = settings.PollEvery;
            try
            {
                if (!_isPaused) next = await FillAsync(stop).ConfigureAwait(false);
                else GiveBack();
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
        var room = settings.Concurrency + _ahead - Volatile.Read(ref _running) - _ready.Count;
        var isEnough = room <= _ahead / 2 && !_ready.IsEmpty;
        var now = time.GetUtcNow();
        var first = TakeFresh(isEnough || _isBehind ? 0 : room, now);
        if (isEnough) return settings.PollEvery; // for now: an end of a replay wakes us
        Dictionary<Guid, DateTimeOffset> hurried = [];
        foreach (var entry in unreached.Take(room - first.Count))
        {
            if (MayGo(entry)) hurried[entry.Id] = entry.NotBefore;
            else unreached.Add(entry); // it goes when its time comes, or with the next who is answered
        }
        first.AddRange(hurried.Keys);
        room -= first.Count;
        var next = now + settings.PollEvery;
        var leasing = LeaseAsync(first, hurried);
        long? after = 0;
        // No more than there is room for: what is read and not leased is read again. Where many may not go, the pages grow.
        for (var page = room; after is { } from && room > 0; page *= 2)
        {
            page = Math.Clamp(page, LeastPage, MostPage);
            // Behind the leases, which it then sees, and in one commit with them.
            var finding = settings.Store.FindDueAsync(client, now, from, page, stop).AsTask();
            await Task.WhenAll(leasing, finding).ConfigureAwait(false);
            StartReady(stop);
            var due = await finding.ConfigureAwait(false);
            after = due.After;
            if (due.Next < next) next = due.Next.Value;
            var chosen = Choose(due.Entries, room, ref next);
            room -= chosen.Count;
            leasing = LeaseAsync(chosen);
        }
        _isBehind = room <= 0;
        // Another process was first: what is behind those is for us.
        if (await leasing.ConfigureAwait(false) is false) _signal.Set();
        return next > now ? next - now : TimeSpan.Zero;
    }

    /// <summary>Those that have been offered since the last look; older offers are worth nothing, as anything may have become of them.</summary>
    private List<Guid> TakeFresh(int room, DateTimeOffset now)
    {
        List<Guid> taken = [];
        while (_fresh.TryDequeue(out var entry))
        {
            if (taken.Count < room && entry.NotBefore <= now && MayGo(entry)) taken.Add(entry.Id);
        }
        return taken;
    }

    private List<Guid> Choose(IReadOnlyList<OutboxEntry> entries, int room, ref DateTimeOffset next)
    {
        // One that was put off after the clock was read looks as if the clock had been set back: by what it says now, it is not due.
        var seen = time.GetUtcNow();
        List<Guid> chosen = [];
        for (var i = 0; i < entries.Count && chosen.Count < room; i++)
        {
            var entry = entries[i];
            holds.SawFirst(entry);
            if (!OutboxTransitions.IsDue(entry, seen)) next = OutboxTransitions.DueAt(entry) is var at && at < next ? at : next;
            else if (MayGo(entry)) chosen.Add(entry.Id);
        }
        return chosen;
    }

    /// <param name="ids">The entries.</param>
    /// <param name="hurried">Of those that are hurried, the moment that they were known to back off to: to another they were put off since, maybe by another process.</param>
    /// <returns>Whether all were leased.</returns>
    private async Task<bool> LeaseAsync(List<Guid> ids, Dictionary<Guid, DateTimeOffset>? hurried = null)
    {
        if (ids.Count == 0) return true;
        // What is leased must be sent or given back: the wait for it cannot be left.
        var leased = await settings.Store.LeaseAsync(ids, owner, time.GetUtcNow(), CancellationToken.None).ConfigureAwait(false);
        var now = time.GetUtcNow();
        foreach (var one in leased)
        {
            ledger.Add(one.Lease, one.Entry);
            var isHurried = hurried is not null && hurried.TryGetValue(one.Entry.Id, out var until) && until == one.Entry.NotBefore;
            if (isHurried || OutboxTransitions.IsDue(one.Entry, now)) _ready.Enqueue(one);
            else _ = ledger.SettleAsync(one.Lease, NotNow() with { NotBefore = one.Entry.NotBefore });
        }
        return leased.Count == ids.Count;
    }

    private bool MayGo(OutboxEntry entry)
    {
        if (IsExpired(entry)) return true; // to its end
        return !holds.Has(entry) && !circuits.IsOpen(entry.Uri) && !ledger.HoldsBack(entry) && replay.CanReplay(entry);
    }

    private void StartReady(CancellationToken stop)
    {
        while (Volatile.Read(ref _running) < settings.Concurrency && TryTake(stop, out var leased))
        {
            Interlocked.Increment(ref _running);
            Interlocked.Increment(ref _unfinished);
            // From the pool: neither the loop nor one replay runs inside of another.
            _ = Task.Run(() => ReplayAsync(leased, stop), CancellationToken.None);
        }
    }

    private bool TryTake(CancellationToken stop, [NotNullWhen(true)] out OutboxLeased? leased)
    {
        leased = null;
        return !_isPaused && !stop.IsCancellationRequested && _ready.TryDequeue(out leased);
    }

    private async Task ReplayAsync(OutboxLeased first, CancellationToken stop)
    {
        for (var leased = first; leased is not null; TryTake(stop, out leased))
        {
            var change = await JudgeAsync(leased.Entry, stop).ConfigureAwait(false);
            Interlocked.Increment(ref _unfinished);
            _ = SettleAsync(leased, change);
            _signal.Set(); // the lane's next is looked for after this change
        }
        // What became ready since is started by the loop, which this wakes.
        Interlocked.Decrement(ref _running);
        Interlocked.Decrement(ref _unfinished);
        _signal.Set();
    }

    private async Task SettleAsync(OutboxLeased leased, OutboxChange change)
    {
        await ledger.SettleAsync(leased.Lease, change).ConfigureAwait(false);
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
        _fresh.Clear();
        while (_ready.TryDequeue(out var leased)) _ = ledger.SettleAsync(leased.Lease, NotNow());
    }

    private OutboxChange NotNow(TimeSpan delay = default)
    {
        var now = time.GetUtcNow();
        return new OutboxChange { To = OutboxState.Waiting, NotBefore = now + delay, At = now };
    }
}
