namespace Coalesce.Http.Sqlite;

/// <summary>All that is done on the connection that writes, by the one thread that has it.</summary>
internal sealed class Session : IDisposable
{
    private readonly Entries _entries;
    private readonly Lanes _lanes;
    private readonly Compacting _compacting;

    /// <param name="connection">Belongs to the session from now on.</param>
    /// <param name="secrets">What the file's columns are sealed with.</param>
    public Session(Connection connection, Secrets secrets)
    {
        var reader = new EntryReader(secrets);
        Connection = connection;
        Ledger = new Ledger(connection);
        _entries = new Entries(connection, reader);
        _lanes = new Lanes(connection);
        _compacting = new Compacting(connection, reader);
        Endings = new Endings(connection, Ledger);
        Appending = new Appending(connection, Ledger, _lanes, _entries, _compacting, Endings);
        Due = new Due(connection, Ledger, reader);
        Leasing = new Leasing(connection, Ledger, _entries, Endings, _lanes);
        Changing = new Changing(connection, Ledger, _entries, Endings, _lanes, secrets.Sealer);
        Claiming = new Claiming(connection, Ledger, _entries, _lanes);
        Steering = new Steering(connection, Ledger, _entries, Endings, _lanes);
    }

    public Connection Connection { get; }

    public Ledger Ledger { get; }

    public Endings Endings { get; }

    public Appending Appending { get; }

    public Due Due { get; }

    public Leasing Leasing { get; }

    public Changing Changing { get; }

    public Claiming Claiming { get; }

    public Steering Steering { get; }

    public void Dispose()
    {
        Steering.Dispose();
        Claiming.Dispose();
        Changing.Dispose();
        Leasing.Dispose();
        Due.Dispose();
        Appending.Dispose();
        Endings.Dispose();
        _compacting.Dispose();
        _lanes.Dispose();
        _entries.Dispose();
        Ledger.Dispose();
        Connection.Dispose();
    }
}
