using Coalesce.Http.Broker;

namespace Coalesce.Http.Sqlite;

/// <summary>Looks at entries on a connection of its own, so that a long list does not stop what is written. Each statement is a transaction, and a short one.</summary>
internal sealed class Browsing(Connection connection, Secrets secrets) : IDisposable
{
    /// <summary>Rows a statement: one that reads on and on would keep the log from being moved.</summary>
    private const int Chunk = 500;

    private readonly EntryReader _reader = new(secrets);

    private readonly Statement _clients = connection.Prepare("SELECT name FROM clients ORDER BY id");

    private readonly Statement _find = connection.Prepare($"SELECT {EntryReader.Columns}, body FROM entries WHERE id = ?2 AND client = (SELECT id FROM clients WHERE name = ?1)");

    // Those that are live are looked for among the few that are: what has ended may be a hundred times as many. For lists of those, which are rare, an index would cost each append.
    private readonly Statement _list = PrepareList(connection, "NOT INDEXED", "(?3 IS NULL OR state = ?3)");
    private readonly Statement _listLeased = PrepareList(connection, "INDEXED BY entries_leased", "owner IS NOT NULL AND state = ?3");
    private readonly Statement _listWaiting = PrepareList(connection, "INDEXED BY entries_waiting", "state = 1 AND state = ?3");
    private readonly Statement _listDead = PrepareList(connection, "INDEXED BY entries_dead", "state = 4 AND state = ?3");

    // One statement, so that what it says is of one moment.
    private readonly Statement _count = connection.Prepare($"""
        SELECT {Ledger.Columns}, (SELECT created_at FROM entries WHERE seq = (SELECT min(seq) FROM (
            SELECT min(seq) AS seq FROM entries INDEXED BY entries_waiting WHERE client = clients.id AND state = 1
            UNION ALL SELECT min(seq) FROM entries INDEXED BY entries_leased WHERE client = clients.id AND owner IS NOT NULL AND state = 2)))
        FROM clients WHERE name = ?1
        """);

    public IReadOnlyList<string> Clients()
    {
        List<string> names = [];
        while (_clients.Step()) names.Add(_clients.Text(0));
        return names;
    }

    public OutboxEntry? Find(string client, Guid id)
    {
        if (!_find.With(client).With(id.ToByteArray(bigEndian: true)).Step()) return null;
        var entry = _reader.ReadWhole(_find);
        _find.Reset();
        return entry;
    }

    public OutboxPage List(string client, OutboxQuery query, CancellationToken cancellationToken)
    {
        List<OutboxEntry> entries = [];
        var (last, place) = (query.After, query.After);
        var list = query.State switch
        {
            OutboxState.Trying or OutboxState.Replaying => _listLeased,
            OutboxState.Waiting => _listWaiting,
            OutboxState.Dead => _listDead,
            _ => _list,
        };
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var rows = 0;
            list.With(client).With(place).With(query.State is { } state ? (long)state : null).With(query.Lane).With(query.Route).With(Chunk);
            while (list.Step())
            {
                rows++;
                place = list.Number(0);
                var entry = _reader.Read(list);
                if (!Matches(entry, query.Text)) continue;
                if (entries.Count == query.Take)
                {
                    list.Reset();
                    return new OutboxPage(entries, last);
                }
                entries.Add(entry);
                last = place;
            }
            if (rows < Chunk) return new OutboxPage(entries, null);
        }
    }

    public OutboxCounts Count(string client)
    {
        Dictionary<OutboxState, int> byState = [];
        if (!_count.With(client).Step()) return new OutboxCounts(byState, 0, null);
        var tally = ClientTally.Read(_count, 0, 0, client);
        var oldest = Moment.Of(_count.NumberOrNull(2 + ClientTally.States));
        _count.Reset();
        for (var state = 0; state < ClientTally.States; state++)
        {
            if (tally[state] > 0) byState.Add((OutboxState)state, (int)tally[state]);
        }
        return new OutboxCounts(byState, tally.LiveBytes, oldest);
    }

    public void Dispose()
    {
        _clients.Dispose();
        _find.Dispose();
        _list.Dispose();
        _listLeased.Dispose();
        _listWaiting.Dispose();
        _listDead.Dispose();
        _count.Dispose();
        connection.Dispose();
    }

    private static bool Matches(OutboxEntry entry, string? text) => string.IsNullOrEmpty(text)
        || Has(entry.Method, text) || Has(entry.Uri.AbsoluteUri, text) || Has(entry.IdempotencyKey, text) || Has(entry.Lane, text);

    private static bool Has(string value, string text) => value.Contains(text, StringComparison.OrdinalIgnoreCase);

    private static Statement PrepareList(Connection connection, string index, string condition) => connection.Prepare($"""
        SELECT {EntryReader.Columns} FROM entries {index} WHERE client = (SELECT id FROM clients WHERE name = ?1) AND seq > ?2
            AND {condition} AND (?4 IS NULL OR lane = ?4) AND (?5 IS NULL OR route = ?5) ORDER BY seq LIMIT ?6
        """);
}
