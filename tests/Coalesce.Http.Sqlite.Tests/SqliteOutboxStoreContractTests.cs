using Coalesce.Http.Broker;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Sqlite.Tests;

public class SqliteOutboxStoreContractTests : OutboxStoreContract, IDisposable
{
    private readonly TempFolder _folder = new();
    private int _files;

    protected virtual byte[]? Key => null;

    /// <summary>Each step goes to a thread and to a file.</summary>
    protected override int FewSchedules => 300;

    protected override IOutboxStore CreateStore() => Open(Path.Combine(_folder.Path, $"outbox{_files++}.db"));

    protected override IOutboxStore? Reopen(IOutboxStore store) => Open(((SqliteOutboxStore)store).FilePath);

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _folder.Dispose();
    }

    // Whether it waits for the disk is not what these tests look at, and it is nearly all that they would wait for.
    private SqliteOutboxStore Open(string path) =>
        new(new SqliteOutboxOptions { Path = path, EncryptionKey = Key }, new StoreHooks { Opened = static connection => connection.Execute("PRAGMA synchronous = OFF") });
}

/// <summary>With a key.</summary>
public sealed class EncryptedOutboxStoreContractTests : SqliteOutboxStoreContractTests
{
    protected override byte[]? Key { get; } = new byte[32];
}
