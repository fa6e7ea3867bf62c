using System.Buffers;
using System.Text;
using SQLitePCL;
using static SQLitePCL.raw;

namespace Coalesce.Http.Sqlite;

/// <summary>A prepared statement: bind in the order of its parameters, step, read. Used by one thread at a time.</summary>
internal sealed class Statement(sqlite3 db, sqlite3_stmt handle) : IDisposable
{
    private const int OnStack = 256;
    private int _bound;

    // Which parameters have a value, one bit each: all are null at first, and one that still is need not be made so. The longest statement has fewer than 64.
    private ulong _set;

    public Statement With(long value)
    {
        sqlite3_bind_int64(handle, Next(), value);
        return this;
    }

    public Statement With(long? value) => value is { } number ? With(number) : WithNull();

    public Statement With(string? value)
    {
        if (value is null) return WithNull();
        byte[]? rented = null;
        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        var room = most <= OnStack ? stackalloc byte[OnStack] : rented = ArrayPool<byte>.Shared.Rent(most);
        sqlite3_bind_text(handle, Next(), room[..Encoding.UTF8.GetBytes(value, room)]);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        return this;
    }

    public Statement With(ReadOnlySpan<byte> value)
    {
        // An empty span has no address, and SQLite would bind NULL.
        if (value.IsEmpty) sqlite3_bind_zeroblob(handle, Next(), 0);
        else sqlite3_bind_blob(handle, Next(), value);
        return this;
    }

    public Statement WithNull()
    {
        var bit = 1UL << _bound++;
        if ((_set & bit) == 0) return this;
        sqlite3_bind_null(handle, _bound);
        _set &= ~bit;
        return this;
    }

    public Statement With(byte[]? value) => value is null ? WithNull() : With(value.AsSpan());

    /// <summary>Goes to the next row. After the last, and after a failure, it can be bound anew.</summary>
    public bool Step()
    {
        var code = sqlite3_step(handle);
        if (code == SQLITE_ROW) return true;
        Reset();
        if (code != SQLITE_DONE) throw SqliteFailure.Of(db, code);
        return false;
    }

    /// <summary>For a statement without rows.</summary>
    public void Run()
    {
        if (!Step()) return;
        Reset();
        throw new InvalidOperationException("The statement has rows.");
    }

    /// <returns><see langword="false"/>: it failed with this primary code, which is none to throw for.</returns>
    public bool TryRun(int expected)
    {
        var code = sqlite3_step(handle);
        Reset();
        if (code != SQLITE_DONE && (code & 0xff) != expected) throw SqliteFailure.Of(db, code);
        return code == SQLITE_DONE;
    }

    /// <summary>Ends reading before the last row. A statement in the middle would hold its transaction open.</summary>
    public void Reset()
    {
        sqlite3_reset(handle);
        _bound = 0;
    }

    public bool IsNull(int column) => sqlite3_column_type(handle, column) == SQLITE_NULL;

    public long Number(int column) => sqlite3_column_int64(handle, column);

    public long? NumberOrNull(int column) => IsNull(column) ? null : Number(column);

    public string Text(int column) => sqlite3_column_text(handle, column).utf8_to_string() ?? "";

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    /// <summary>Until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => sqlite3_column_blob(handle, column);

    public void Dispose() => handle.Dispose();

    /// <summary>The parameter that gets a value now.</summary>
    private int Next()
    {
        _set |= 1UL << _bound;
        return ++_bound;
    }
}
