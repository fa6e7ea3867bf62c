namespace Coalesce.Http.Broker.Outbox;

/// <summary>The heads of a client's lanes that wait, by when they are due. Guarded by the gate of the store.</summary>
internal sealed class StoredHeads
{
    private readonly SortedSet<StoredPlace> _byDue = [], _bySet = [], _due = [];
    private DateTimeOffset _now;

    public void Add(StoredEntry head)
    {
        _byDue.Add(StoredPlace.By(head.DueAt, head));
        _bySet.Add(StoredPlace.By(head.Entry.NotBeforeSetAt, head));
        if (head.IsDue(_now)) _due.Add(StoredPlace.By(head));
    }

    public void Remove(StoredEntry head)
    {
        _byDue.Remove(StoredPlace.By(head.DueAt, head));
        _bySet.Remove(StoredPlace.By(head.Entry.NotBeforeSetAt, head));
        _due.Remove(StoredPlace.By(head));
    }

    /// <summary>Those due at a moment, oldest first.</summary>
    public SortedSet<StoredPlace> Due(DateTimeOffset now)
    {
        // Only those that have a moment of theirs between the last look and this one can have changed, whichever way the clock went.
        var (from, to) = now < _now ? (now, _now) : (_now, now);
        _now = now;
        foreach (var place in StoredPlace.Between(_byDue, from, to)) Look(place.Stored!);
        foreach (var place in StoredPlace.Between(_bySet, from, to)) Look(place.Stored!);
        return _due;
    }

    /// <summary>When the next of those is due that were not due at the last look.</summary>
    public DateTimeOffset? Next()
    {
        // Passes over those only that are due because the clock was set back behind them.
        foreach (var place in StoredPlace.Between(_byDue, _now, DateTimeOffset.MaxValue))
        {
            if (!place.Stored!.IsDue(_now)) return place.Stored.DueAt;
        }
        return null;
    }

    private void Look(StoredEntry head)
    {
        if (head.IsDue(_now)) _due.Add(StoredPlace.By(head));
        else _due.Remove(StoredPlace.By(head));
    }
}
