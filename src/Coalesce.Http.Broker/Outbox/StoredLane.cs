namespace Coalesce.Http.Broker.Outbox;

/// <summary>The live entries of a lane. Guarded by the gate of the store.</summary>
internal sealed class StoredLane
{
    private static readonly SortedSet<StoredPlace> None = [];

    // In the order of append: one that is retried, or waits after its first attempt, goes to the place that it had.
    private readonly SortedSet<StoredPlace> _waiting = [];
    private readonly Dictionary<string, SortedSet<StoredPlace>> _byUri = [];
    private StoredEntry? _replaying;

    public bool IsBusy => _replaying is not null || _waiting.Count > 0;

    public bool IsEmpty => _byUri.Count == 0;

    /// <summary>The head, if it may be leased.</summary>
    public StoredEntry? FreeHead => _replaying is null && _waiting.Min.Stored is { Owner: null } head ? head : null;

    /// <summary>The live ones to a URI, in the order of append.</summary>
    public SortedSet<StoredPlace> To(string uri) => _byUri.GetValueOrDefault(uri, None);

    public void Enter(StoredEntry stored)
    {
        if (!_byUri.TryGetValue(stored.Content.Uri, out var same)) _byUri.Add(stored.Content.Uri, same = []);
        same.Add(StoredPlace.By(stored));
        if (stored.Entry.State == OutboxState.Waiting) _waiting.Add(StoredPlace.By(stored));
        else if (stored.Entry.State == OutboxState.Replaying) _replaying = stored;
    }

    public void Leave(StoredEntry stored)
    {
        var same = _byUri[stored.Content.Uri];
        same.Remove(StoredPlace.By(stored));
        if (same.Count == 0) _byUri.Remove(stored.Content.Uri);
        _waiting.Remove(StoredPlace.By(stored));
        if (_replaying == stored) _replaying = null;
    }
}
