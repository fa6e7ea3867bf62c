namespace Coalesce.Http.Sqlite;

/// <summary>
/// The clients' counts and the last place, read once a transaction and written once at its end, however many steps it has: nobody else writes in between. Dropped with the transaction, as other
/// processes count, too.
/// </summary>
internal sealed class Ledger(Connection connection) : IDisposable
{
    /// <summary>What <see cref="ClientTally.Read"/> reads.</summary>
    public const string Columns = "live_bytes, ended_bytes, trying, waiting, replaying, delivered, dead, withdrawn, discarded, compacted";

    private readonly Dictionary<string, ClientTally> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<long, ClientTally> _byId = [];
    private readonly Statement _findByName = connection.Prepare($"SELECT id, name, {Columns} FROM clients WHERE name = ?");
    private readonly Statement _findById = connection.Prepare($"SELECT id, name, {Columns} FROM clients WHERE id = ?");
    private readonly Statement _insert = connection.Prepare($"INSERT INTO clients (name, last_place, {Columns}) VALUES (?, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)");
    private readonly Statement _update = connection.Prepare($"UPDATE clients SET last_place = max(last_place, ?), ({Columns}) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE id = ?");
    private readonly Statement _findPlace = connection.Prepare("SELECT max(last_place) FROM clients");
    private long _place;
    private bool _placeIsRead;

    /// <summary>The place of a new entry: behind all there ever were, so that the place of one that was removed is not given again.</summary>
    public long TakePlace(ClientTally client)
    {
        if (!_placeIsRead)
        {
            _findPlace.Step();
            _place = _findPlace.Number(0);
            _findPlace.Reset();
            _placeIsRead = true;
        }
        return client.LastPlace = ++_place;
    }

    public ClientTally Of(string name)
    {
        if (Find(name) is { } found) return found;
        _insert.With(name).Run();
        return Find(name)!;
    }

    /// <returns><see langword="null"/>: the client never had an entry.</returns>
    public ClientTally? Find(string name) => _byName.TryGetValue(name, out var known) ? known : Read(_findByName.With(name));

    public ClientTally Of(long id) => _byId.TryGetValue(id, out var known) ? known : Read(_findById.With(id))!;

    public void Write()
    {
        foreach (var tally in _byId.Values)
        {
            if (!tally.IsChanged) continue;
            _update.With(tally.LastPlace).With(tally.LiveBytes).With(tally.EndedBytes);
            for (var state = 0; state < ClientTally.States; state++) _update.With(tally[state]);
            _update.With(tally.Id).Run();
        }
    }

    public void Clear()
    {
        _byName.Clear();
        _byId.Clear();
        _placeIsRead = false;
    }

    public void Dispose()
    {
        _findByName.Dispose();
        _findById.Dispose();
        _insert.Dispose();
        _update.Dispose();
        _findPlace.Dispose();
    }

    private ClientTally? Read(Statement select)
    {
        if (!select.Step()) return null;
        var tally = ClientTally.Read(select, 2, select.Number(0), select.Text(1));
        select.Reset();
        _byName.Add(tally.Name, tally);
        _byId.Add(tally.Id, tally);
        return tally;
    }
}
