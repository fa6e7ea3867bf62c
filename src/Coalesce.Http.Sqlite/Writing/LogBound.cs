namespace Coalesce.Http.Sqlite;

/// <summary>
/// Keeps the -wal file from growing. SQLite moves it into the database every 4,096 pages, and begins it anew when nobody reads from it any more; where readers always overlap, it would go on growing.
/// </summary>
internal sealed class LogBound(Connection connection, string path, long mostBytes)
{
    private const int Commits = 256;

    private readonly FileInfo _log = new(path + "-wal");
    private int _commits;

    public void AfterCommit()
    {
        if (++_commits % Commits != 0) return;
        _log.Refresh();
        if (!_log.Exists || _log.Length < mostBytes) return;
        // Readers' transactions are short: it waits for them, and nobody writes meanwhile.
        connection.WaitWhenBusy(1_000);
        try
        {
            connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (SqliteFailure e) when (!e.IsFatal)
        {
            // No room in the database, or its readers stay: the log holds all of it, and a later look tries again.
        }
        connection.WaitWhenBusy(0);
    }
}
