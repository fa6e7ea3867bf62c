using Coalesce.Http.Broker;

namespace Coalesce.Http.Sqlite;

/// <summary>Looks for entries whose turn and whose time have come.</summary>
internal sealed class Due(Connection connection, Ledger ledger, EntryReader reader) : IDisposable
{
    private readonly Statement _find = connection.Prepare(
        $"SELECT {EntryReader.Columns} FROM entries INDEXED BY entries_at_head WHERE client = ?1 AND turn = 1 AND owner IS NULL AND seq > ?3 AND (due <= ?2 OR set_at > ?2) ORDER BY seq LIMIT ?4");

    // One that was due when it was set is due ever after: only the others wait for a moment, and only they are in this index.
    private readonly Statement _findNext = connection.Prepare("SELECT due FROM entries INDEXED BY entries_by_due WHERE client = ?1 AND turn = 1 AND owner IS NULL AND due > set_at AND due > ?2 AND set_at <= ?2 ORDER BY due LIMIT 1");

    public OutboxDue Find(string client, DateTimeOffset now, long after, int max)
    {
        if (ledger.Find(client) is not { } tally) return new OutboxDue([], null, null);
        List<OutboxEntry> entries = [];
        var last = after;
        _find.With(tally.Id).With(now.UtcTicks).With(after).With(max);
        while (_find.Step())
        {
            last = _find.Number(0);
            entries.Add(reader.Read(_find));
        }
        var waits = _findNext.With(tally.Id).With(now.UtcTicks).Step();
        var next = waits ? Moment.Of(_findNext.Number(0)) : (DateTimeOffset?)null;
        _findNext.Reset();
        return new OutboxDue(entries, next, entries.Count == max ? last : null);
    }

    public void Dispose()
    {
        _find.Dispose();
        _findNext.Dispose();
    }
}
