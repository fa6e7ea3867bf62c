namespace Coalesce.Http.Broker.Outbox;

/// <summary>The entries of a client, in every order in which they are asked for. Guarded by the gate of the store.</summary>
internal sealed class StoredClient
{
    private readonly Dictionary<PartitionedName, StoredLane> _lanes = [];
    private readonly Dictionary<PartitionedName, StoredEntry> _byKey = [];
    private readonly SortedSet<StoredPlace> _all = [], _busy = [], _ended = [];
    private readonly Dictionary<OutboxState, int> _byState = [];
    private readonly HashSet<StoredEntry> _leased = [];
    private int _live;
    private long _liveBytes, _endedBytes;

    public StoredHeads Heads { get; } = new();

    public IReadOnlyCollection<StoredEntry> Leased => _leased;

    public StoredLane? Lane(PartitionedName name) => _lanes.GetValueOrDefault(name);

    public StoredEntry? ByKey(PartitionedName key) => _byKey.GetValueOrDefault(key);

    public SortedSet<StoredPlace> After(long number) => StoredPlace.After(_all, number);

    public OutboxCounts Count() => new(new Dictionary<OutboxState, int>(_byState), _liveBytes, _busy.Min.Stored?.Entry.CreatedAt);

    /// <summary>Which bound refuses the new one when others have gone; <see langword="null"/>: none.</summary>
    public OutboxAppendResult? Refuses(StoredEntry stored, IReadOnlyList<StoredEntry> gone, OutboxBounds bounds)
    {
        if (_live - gone.Count >= bounds.MaxEntries) return OutboxAppendResult.TooManyEntries;
        var bytes = _liveBytes + stored.Bytes;
        foreach (var one in gone) bytes -= one.Bytes;
        return bytes > bounds.MaxBytes ? OutboxAppendResult.TooManyBytes : null;
    }

    public void Add(StoredEntry stored)
    {
        _all.Add(StoredPlace.By(stored));
        _byKey.Add(stored.Key, stored);
        Enter(stored);
    }

    /// <summary>Carries an entry on, and ends the lease that it had.</summary>
    public void Set(StoredEntry stored, OutboxEntry entry, string? owner = null)
    {
        // The orders hold it by what it says, and must let go of it before it says something else.
        Leave(stored);
        stored.Set(entry, owner);
        Enter(stored);
        // Whoever took a mutation back may send it anew.
        if (entry.State is OutboxState.Withdrawn or OutboxState.Discarded) _byKey.Remove(stored.Key);
    }

    public void Remove(StoredEntry stored)
    {
        Leave(stored);
        _all.Remove(StoredPlace.By(stored));
        // One that was taken back has left its key to another.
        if (_byKey.GetValueOrDefault(stored.Key) == stored) _byKey.Remove(stored.Key);
    }

    /// <summary>The one that ended first, as long as more is kept than may be.</summary>
    /// <param name="bounds">What may be kept.</param>
    /// <param name="newest">The one that room is made for.</param>
    public StoredEntry? TooMuch(OutboxBounds bounds, StoredEntry newest)
    {
        if (_live + _ended.Count <= bounds.MaxEntries && _liveBytes + _endedBytes <= bounds.MaxBytes) return null;
        foreach (var place in _ended)
        {
            if (place.Stored != newest) return place.Stored;
        }
        return null;
    }

    /// <summary>The one that ended first, if that was before a moment.</summary>
    public StoredEntry? EndedBefore(DateTimeOffset moment) => _ended.Min is { Stored: { } stored } && stored.Entry.EndedAt < moment ? stored : null;

    private void Enter(StoredEntry stored)
    {
        var state = stored.Entry.State;
        _byState[state] = _byState.GetValueOrDefault(state) + 1;
        if (state is OutboxState.Waiting or OutboxState.Replaying) _busy.Add(StoredPlace.By(stored));
        if (stored.Owner is not null) _leased.Add(stored);
        if (!stored.IsLive)
        {
            _ended.Add(StoredPlace.By(stored.Entry.EndedAt!.Value, stored));
            _endedBytes += stored.Bytes;
            return;
        }
        _live++;
        _liveBytes += stored.Bytes;
        if (!_lanes.TryGetValue(stored.Lane, out var lane)) _lanes.Add(stored.Lane, lane = new StoredLane());
        var head = lane.FreeHead;
        lane.Enter(stored);
        Follow(head, lane.FreeHead);
    }

    private void Leave(StoredEntry stored)
    {
        var state = stored.Entry.State;
        if (--_byState[state] == 0) _byState.Remove(state);
        _busy.Remove(StoredPlace.By(stored));
        _leased.Remove(stored);
        if (!stored.IsLive)
        {
            _ended.Remove(StoredPlace.By(stored.Entry.EndedAt!.Value, stored));
            _endedBytes -= stored.Bytes;
            return;
        }
        _live--;
        _liveBytes -= stored.Bytes;
        var lane = _lanes[stored.Lane];
        var head = lane.FreeHead;
        lane.Leave(stored);
        Follow(head, lane.FreeHead);
        if (lane.IsEmpty) _lanes.Remove(stored.Lane);
    }

    private void Follow(StoredEntry? before, StoredEntry? after)
    {
        if (before == after) return;
        if (before is not null) Heads.Remove(before);
        if (after is not null) Heads.Add(after);
    }
}
