namespace Coalesce.Http.Broker.Outbox;

/// <summary>What a new mutation makes needless in its lane.</summary>
/// <param name="Entries">The waiting entries, oldest first.</param>
/// <param name="IsNeedless">Whether the new one drops out with them.</param>
internal readonly record struct StoredCompaction(IReadOnlyList<StoredEntry> Entries, bool IsNeedless)
{
    private static StoredCompaction None => new([], false);

    public static StoredCompaction Of(StoredEntry stored, StoredLane? lane)
    {
        // A condition asks for what the entries before it leave behind.
        if (lane is null || stored.Entry.Compaction == OutboxCompaction.None || stored.Content.HasCondition) return None;
        return stored.Entry.Method switch
        {
            "PUT" => new StoredCompaction(Puts(lane.To(stored.Content.Uri)), false),
            "DELETE" when stored.Entry.Compaction == OutboxCompaction.DropPairs => Pair(lane.To(stored.Content.Uri)),
            _ => None,
        };
    }

    private static List<StoredEntry> Puts(SortedSet<StoredPlace> places)
    {
        List<StoredEntry> puts = [];
        foreach (var place in places)
        {
            if (place.Stored is { Entry: { State: OutboxState.Waiting, Method: "PUT" }, Owner: null, Content.HasCondition: false } put) puts.Add(put);
        }
        return puts;
    }

    private static StoredCompaction Pair(SortedSet<StoredPlace> places)
    {
        List<StoredEntry> dropped = [];
        foreach (var place in places.Reverse())
        {
            // One that is or was sent, or is somebody's who may say otherwise, keeps all where they are.
            if (place.Stored is not { Entry: { State: OutboxState.Waiting, FirstSentAt: null }, Owner: null } waits) break;
            dropped.Add(waits);
            if (waits is not { Entry.Method: "PUT", Content.Creates: true }) continue;
            dropped.Reverse();
            return new StoredCompaction(dropped, true);
        }
        return None;
    }
}
