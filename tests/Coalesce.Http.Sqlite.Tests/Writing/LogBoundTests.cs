using static Coalesce.Http.Testing.OutboxSamples;

namespace Coalesce.Http.Sqlite.Tests;

public sealed class LogBoundTests : IDisposable
{
    private const int Commits = 300;
    private const long Most = 1 << 20;

    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData(Most, true)]
    [InlineData(long.MaxValue, false)]
    public async Task Log_OverItsBound_IsMovedIntoTheDatabase(long most, bool isMoved)
    {
        // As if readers kept SQLite from beginning it anew.
        await using var store = _folder.Store(hooks: new StoreHooks { MostLogBytes = most, Opened = static connection => connection.Execute("PRAGMA wal_autocheckpoint = 0; PRAGMA synchronous = OFF") });

        for (var i = 0; i < Commits; i++) await store.AppendAsync(Entry() with { Body = new byte[4000] });

        Assert.Equal(isMoved, new FileInfo(_folder.File + "-wal").Length < Most * 2);
        Assert.Equal(Commits, await store.CountAsync());
    }

    public void Dispose() => _folder.Dispose();
}
