using SQLitePCL;
using static SQLitePCL.raw;

namespace Coalesce.Http.Sqlite;

/// <summary>What SQLite said. Never leaves the store.</summary>
internal sealed class SqliteFailure(int code, string message) : Exception($"{message} (SQLite {code})")
{
    /// <summary>The largest a -shm file grows in is 32 KiB; where there is no room for that, nothing was written yet.</summary>
    private const int NoRoomForSharedMemory = SQLITE_IOERR | (19 << 8);

    /// <summary>A constraint, such as an id that is there already.</summary>
    public bool IsConstraint => Primary == SQLITE_CONSTRAINT;

    /// <summary>There is no room. What was written of the group does not count, and whether there is room again is seen by trying.</summary>
    public bool IsFull => Primary == SQLITE_FULL || code == NoRoomForSharedMemory;

    public bool IsBusy => Primary == SQLITE_BUSY;

    public bool IsUnusableFile => Primary is SQLITE_CORRUPT or SQLITE_NOTADB;

    /// <summary>After it nobody knows what the disk holds: a failed sync is not repeated by the system, and a second one says nothing about the first.</summary>
    public bool IsFatal => !IsFull && Primary is SQLITE_IOERR or SQLITE_CORRUPT or SQLITE_NOTADB or SQLITE_READONLY or SQLITE_CANTOPEN or SQLITE_PROTOCOL;

    /// <summary>With the connection's message, where there is a connection.</summary>
    public static SqliteFailure Of(sqlite3 db, int code) => new(code, (db.IsInvalid ? sqlite3_errstr(code) : sqlite3_errmsg(db)).utf8_to_string());

    private int Primary => code & 0xff;
}
