namespace Coalesce.Http.Broker.Outbox;

/// <summary>The leases that this process holds, from the moment it got each until the store has taken the change that ends it.</summary>
/// <remarks>
/// A change is never given up: while the store cannot take it (its disk is full), it is kept and tried again at each tick, and the lease is renewed meanwhile. Should the process die before, the
/// lease runs out, and the entry is sent once more with the same key. Whoever waits for the end hears of it when the store has it, at once or at a later tick. One gate guards both lists; the store
/// and the listener are called outside of it.
/// </remarks>
internal sealed class LeaseLedger(IOutboxStore store, IOutboxObserver observer, Action<OutboxEntry, OutboxChange, OutboxState> ended)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<OutboxLease, OutboxEntry> _held = [];
    private readonly Dictionary<OutboxLease, OutboxChange> _unsettled = [];

    public bool IsEmpty
    {
        get { lock (_gate) return _held.Count == 0; }
    }

    /// <summary>
    /// Whether another entry of its lane waits that the store still takes for one which is tried: it was acknowledged while the store could take no change, and what comes after it must not go before it.
    /// </summary>
    public bool HoldsBack(OutboxEntry entry)
    {
        lock (_gate)
        {
            foreach (var (lease, change) in _unsettled)
            {
                if (change.To == OutboxState.Waiting && lease.Id != entry.Id && _held.TryGetValue(lease, out var other)
                    && (other.Lane, other.Partition, other.OwnPartition) == (entry.Lane, entry.Partition, entry.OwnPartition)) return true;
            }
            return false;
        }
    }

    public void Add(OutboxLease lease, OutboxEntry entry)
    {
        lock (_gate) _held.Add(lease, entry);
    }

    /// <summary>Ends a lease. Completes when that is durable and told; when the store cannot take it now, it is tried again later. Throws nothing.</summary>
    /// <remarks>The store is asked before this returns: what it is asked after this call, it does after this change.</remarks>
    public async Task SettleAsync(OutboxLease lease, OutboxChange change)
    {
        OutboxState? state;
        OutboxEntry? entry;
        try
        {
            state = await store.ChangeAsync(lease, change, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            lock (_gate)
            {
                _unsettled[lease] = change;
                _held.TryGetValue(lease, out entry);
            }
            observer.Failed("store a change", entry, e);
            return;
        }
        lock (_gate)
        {
            _held.Remove(lease, out entry);
            _unsettled.Remove(lease);
        }
        // No state: another has taken the lease over, and tells what becomes of the entry.
        if (state is { } now && entry is not null) ended(entry, change, now);
    }

    /// <summary>Tries again what the store could not take.</summary>
    public async Task RetryAsync()
    {
        KeyValuePair<OutboxLease, OutboxChange>[] unsettled;
        lock (_gate) unsettled = [.. _unsettled];
        foreach (var (lease, change) in unsettled) await SettleAsync(lease, change).ConfigureAwait(false);
    }
}
