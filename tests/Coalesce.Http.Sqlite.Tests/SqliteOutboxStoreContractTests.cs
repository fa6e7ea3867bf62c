using Coalesce.Http.Broker;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Sqlite.Tests;

public class SqliteOutboxStoreContractTests : OutboxStoreContract, IDisposable
{
    private readonly TempFolder _folder = new();
    private int _files;

    protected virtual byte[]? Key => null;

    protected override int ModelSchedules => 100;

    protected override IOutboxStore CreateStore() => Open(Path.Combine(_folder.Path, $"outbox{_files++}.db"));

    protected override IOutboxStore? Reopen(IOutboxStore store) => Open(((SqliteOutboxStore)store).FilePath);

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _folder.Dispose();
    }

    private SqliteOutboxStore Open(string path) => new(new SqliteOutboxOptions { Path = path, EncryptionKey = Key });
}

/// <summary>With a key.</summary>
public sealed class EncryptedOutboxStoreContractTests : SqliteOutboxStoreContractTests
{
    protected override byte[]? Key { get; } = new byte[32];
}
