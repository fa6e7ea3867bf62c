namespace Coalesce.Http.Sqlite;

/// <summary>The stores of a container, one a file: a file has one thread that writes, however many clients use it.</summary>
internal sealed class SqliteOutboxFiles : IAsyncDisposable, IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (SqliteOutboxStore Store, byte[]? Key)> _byPath =
        new(OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);

    public SqliteOutboxStore Get(SqliteOutboxOptions options)
    {
        var path = Path.GetFullPath(options.Path);
        lock (_gate)
        {
            if (!_byPath.TryGetValue(path, out var known)) _byPath.Add(path, known = (new SqliteOutboxStore(options), options.EncryptionKey));
            else if (!IsSame(known.Key, options.EncryptionKey))
                throw new InvalidOperationException($"Two clients use the outbox {path} with different values of EncryptionKey. Give both the same, or a file each.");
            return known.Store;
        }
    }

    // The container disposes a store for each client that has it; those that are left are none.
    public async ValueTask DisposeAsync()
    {
        foreach (var (store, _) in _byPath.Values) await store.DisposeAsync().ConfigureAwait(false);
    }

    public void Dispose()
    {
        foreach (var (store, _) in _byPath.Values) store.Dispose();
    }

    private static bool IsSame(byte[]? a, byte[]? b) => a is null ? b is null : b is not null && a.AsSpan().SequenceEqual(b);
}
