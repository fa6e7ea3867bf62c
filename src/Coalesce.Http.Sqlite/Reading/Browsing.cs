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

    private readonly Statement _list = connection.Prepare($"""
        SELECT {EntryReader.Columns} FROM entries WHERE client = (SELECT id FROM clients WHERE name = ?1) AND seq > ?2
            AND (?3 IS NULL OR state = ?3) AND (?4 IS NULL OR lane = ?4) AND (?5 IS NULL OR route = ?5) ORDER BY seq LIMIT ?6
        """);

    private readonly Statement _count = connection.Prepare("SELECT state, count(*), min(seq) FROM entries WHERE client = (SELECT id FROM clients WHERE name = ?1) GROUP BY state");
    private readonly Statement _findBytes = connection.Prepare("SELECT live_bytes FROM clients WHERE name = ?1");
    private readonly Statement _findCreated = connection.Prepare("SELECT created_at FROM entries WHERE seq = ?1");

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
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var rows = 0;
            _list.With(client).With(place).With(query.State is { } state ? (long)state : null).With(query.Lane).With(query.Route).With(Chunk);
            while (_list.Step())
            {
                rows++;
                place = _list.Number(0);
                var entry = _reader.Read(_list);
                if (!Matches(entry, query.Text)) continue;
                if (entries.Count == query.Take)
                {
                    _list.Reset();
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
        var oldest = long.MaxValue;
        _count.With(client);
        while (_count.Step())
        {
            var state = (OutboxState)_count.Number(0);
            byState.Add(state, (int)_count.Number(1));
            if (state is OutboxState.Waiting or OutboxState.Replaying) oldest = Math.Min(oldest, _count.Number(2));
        }
        return new OutboxCounts(byState, Single(_findBytes.With(client)) ?? 0, oldest == long.MaxValue ? null : Moment.Of(Single(_findCreated.With(oldest))));
    }

    public void Dispose()
    {
        _clients.Dispose();
        _find.Dispose();
        _list.Dispose();
        _count.Dispose();
        _findBytes.Dispose();
        _findCreated.Dispose();
        connection.Dispose();
    }

    private static bool Matches(OutboxEntry entry, string? text) => string.IsNullOrEmpty(text)
        || Has(entry.Method, text) || Has(entry.Uri.AbsoluteUri, text) || Has(entry.IdempotencyKey, text) || Has(entry.Lane, text);

    private static bool Has(string value, string text) => value.Contains(text, StringComparison.OrdinalIgnoreCase);

    private static long? Single(Statement select)
    {
        if (!select.Step()) return null;
        var value = select.Number(0);
        select.Reset();
        return value;
    }
}
