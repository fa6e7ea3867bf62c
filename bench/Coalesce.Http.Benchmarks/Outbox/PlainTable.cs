using System.Text;
using Coalesce.Http.Broker;
using Microsoft.Data.Sqlite;

namespace Coalesce.Http.Benchmarks;

/// <summary>The same bytes in a table without an index, by Microsoft.Data.Sqlite: what writing them costs at the least.</summary>
internal sealed class PlainTable : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;

    public PlainTable(string path)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        _connection.Open();
        using var create = _connection.CreateCommand();
        create.CommandText = """
            PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4096; PRAGMA cache_size = -8192;
            CREATE TABLE rows (seq INTEGER PRIMARY KEY, id BLOB, numbers BLOB, content BLOB, method TEXT, lane TEXT, key TEXT, route TEXT, uri BLOB, headers BLOB, body BLOB)
            """;
        create.ExecuteNonQuery();
        _insert = _connection.CreateCommand();
        _insert.CommandText = "INSERT INTO rows (id, numbers, content, method, lane, key, route, uri, headers, body) VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9)";
        for (var i = 0; i < 10; i++) _insert.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
        _insert.Prepare();
    }

    public static object[] RowOf(OutboxEntry entry) =>
    [
        entry.Id.ToByteArray(bigEndian: true), new byte[80], new byte[32], entry.Method, entry.Lane, entry.IdempotencyKey, entry.Route!,
        Encoding.UTF8.GetBytes(entry.Uri.AbsoluteUri), new byte[62], entry.Body!.Value.ToArray(),
    ];

    public void Begin() => Run("BEGIN IMMEDIATE");

    public void Commit() => Run("COMMIT");

    public void Insert(object[] row)
    {
        for (var i = 0; i < row.Length; i++) _insert.Parameters[i].Value = row[i];
        _insert.ExecuteNonQuery();
    }

    public void Dispose()
    {
        _insert.Dispose();
        _connection.Dispose();
    }

    private void Run(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
