namespace Coalesce.Http.Broker.Outbox;

/// <summary>Lists and steers what an in-memory store holds, under its gate.</summary>
internal sealed class InMemoryOutboxBrowser(Lock gate, StoredEntries entries) : IOutboxBrowser
{
    private const int LargestPage = 1_000;

    public ValueTask<OutboxEntry?> FindAsync(string client, Guid id, CancellationToken cancellationToken)
    {
        lock (gate) return ValueTask.FromResult(entries.Find(client, id)?.Entry);
    }

    public ValueTask<OutboxPage> ListAsync(string client, OutboxQuery query, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Take, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Take, LargestPage);
        List<OutboxEntry> page = [];
        long last = 0;
        lock (gate)
        {
            foreach (var place in entries.Find(client)?.After(query.After) ?? [])
            {
                if (!Matches(place.Stored!, query)) continue;
                if (page.Count == query.Take) return ValueTask.FromResult(new OutboxPage(page, last));
                page.Add(place.Stored!.Entry with { Body = null });
                last = place.Number;
            }
        }
        return ValueTask.FromResult(new OutboxPage(page, null));
    }

    public ValueTask<OutboxCounts> CountAsync(string client, CancellationToken cancellationToken)
    {
        lock (gate) return ValueTask.FromResult(entries.Find(client)?.Count() ?? new OutboxCounts(new Dictionary<OutboxState, int>(), 0, null));
    }

    public ValueTask<bool> RetryAsync(
        string client, Guid id, DateTimeOffset notBefore, DateTimeOffset? expiresAt, DateTimeOffset at, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (Steerable(client, id) is not { } stored) return ValueTask.FromResult(false);
            entries.ClientOf(stored).Set(stored, OutboxTransitions.Retried(stored.Entry, notBefore, expiresAt, at));
            return ValueTask.FromResult(true);
        }
    }

    public ValueTask<bool> DiscardAsync(string client, Guid id, DateTimeOffset at, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (Steerable(client, id) is not { } stored) return ValueTask.FromResult(false);
            entries.ClientOf(stored).Set(stored, OutboxTransitions.Ended(stored.Entry, OutboxState.Discarded, at));
            return ValueTask.FromResult(true);
        }
    }

    private StoredEntry? Steerable(string client, Guid id) =>
        entries.Find(client, id) is { Entry.State: OutboxState.Waiting or OutboxState.Dead, Owner: null } stored ? stored : null;

    private static bool Matches(StoredEntry stored, OutboxQuery query)
    {
        var entry = stored.Entry;
        return (query.State is null || query.State == entry.State)
            && (query.Lane is null || query.Lane == entry.Lane)
            && (query.Route is null || query.Route == entry.Route)
            && (query.Text is not { } text || Holds(entry.Method, text) || Holds(stored.Content.Uri, text) || Holds(entry.IdempotencyKey, text) || Holds(entry.Lane, text));
    }

    private static bool Holds(string where, string text) => where.Contains(text, StringComparison.OrdinalIgnoreCase);
}
