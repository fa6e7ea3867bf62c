using SQLitePCL;
using static SQLitePCL.raw;

namespace Coalesce.Http.Sqlite;

/// <summary>A connection of SQLite's own interface: what Microsoft.Data.Sqlite puts above it waits 150 ms at a time when the file is busy.</summary>
internal sealed class Connection : IDisposable
{
    private const int ExtendedCodes = 0x02000000;
    private const int NoCheckpointOnClose = 1006;
    private const int Defensive = 1010;

    private readonly sqlite3 _db;

    static Connection() => Batteries_V2.Init();

    private Connection(sqlite3 db) => _db = db;

    /// <summary>SQLite's version as a number, such as 3051003.</summary>
    public static int LibraryNumber => sqlite3_libversion_number();

    public static string LibraryVersion => sqlite3_libversion().utf8_to_string();

    public bool InTransaction => sqlite3_get_autocommit(_db) == 0;

    /// <summary>How many rows the last statement changed.</summary>
    public int Changes => sqlite3_changes(_db);

    public bool IsReadOnly => sqlite3_db_readonly(_db, "main") == 1;

    /// <summary>The file must be there: SQLite would make it readable for others.</summary>
    public static Connection Open(string path)
    {
        var code = sqlite3_open_v2(path, out var db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | ExtendedCodes, null);
        if (code == SQLITE_OK)
        {
            sqlite3_db_config(db, Defensive, 1, out _);
            return new Connection(db);
        }
        var failure = SqliteFailure.Of(db, code);
        db.Dispose();
        throw failure;
    }

    /// <summary>How long SQLite itself waits where another process holds a lock.</summary>
    public void WaitWhenBusy(int milliseconds) => sqlite3_busy_timeout(_db, milliseconds);

    public Statement Prepare(string sql)
    {
        var code = sqlite3_prepare_v3(_db, sql, SQLITE_PREPARE_PERSISTENT, out var statement);
        return code == SQLITE_OK ? new Statement(_db, statement) : throw SqliteFailure.Of(_db, code);
    }

    public void Execute(string sql)
    {
        var code = sqlite3_exec(_db, sql);
        if (code != SQLITE_OK) throw SqliteFailure.Of(_db, code);
    }

    public long Number(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() ? statement.Number(0) : 0;
    }

    public string Text(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() ? statement.Text(0) : "";
    }

    /// <summary>Leaves the log as it is when the connection closes: after a failed write nothing is to be moved from it.</summary>
    public void KeepLogOnClose() => sqlite3_db_config(_db, NoCheckpointOnClose, 1, out _);

    public void Dispose() => _db.Dispose();
}
