using Coalesce.Http.Broker;
using Coalesce.Http.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Coalesce.Http.Sqlite.Tests;

public sealed class UseSqliteOutboxTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ServiceCollection _services = new();

    [Fact]
    public async Task UseSqliteOutbox_Client_HasTheStoreUnderItsName()
    {
        _services.AddHttpClient("feed").UseSqliteOutbox(_folder.File);
        await using var provider = _services.BuildServiceProvider();

        var store = provider.GetRequiredKeyedService<IOutboxStore>("feed");
        await Wait.ForAsync(store.OpenAsync(default));

        Assert.Equal(_folder.File, Assert.IsType<SqliteOutboxStore>(store).FilePath);
        Assert.Same(store, provider.GetRequiredKeyedService<IOutboxStore>("feed"));
        Assert.True(File.Exists(_folder.File));
    }

    [Fact]
    public async Task UseSqliteOutbox_TwoClientsWithOneFile_ShareOneStore()
    {
        _services.AddHttpClient("feed").UseSqliteOutbox(_folder.File);
        _services.AddHttpClient("chat").UseSqliteOutbox(Path.Combine(_folder.Path, ".", "outbox.db"));
        _services.AddHttpClient("mail").UseSqliteOutbox(Path.Combine(_folder.Path, "other.db"));
        await using var provider = _services.BuildServiceProvider();

        Assert.Same(provider.GetRequiredKeyedService<IOutboxStore>("feed"), provider.GetRequiredKeyedService<IOutboxStore>("chat"));
        Assert.NotSame(provider.GetRequiredKeyedService<IOutboxStore>("feed"), provider.GetRequiredKeyedService<IOutboxStore>("mail"));
    }

    [Fact]
    public async Task UseSqliteOutbox_TwoClientsWithOneFileAndTwoKeys_Throws()
    {
        _services.AddHttpClient("feed").UseSqliteOutbox(_folder.File, o => o.EncryptionKey = new byte[32]);
        _services.AddHttpClient("chat").UseSqliteOutbox(_folder.File);
        await using var provider = _services.BuildServiceProvider();
        provider.GetRequiredKeyedService<IOutboxStore>("feed");

        var error = Assert.Throws<InvalidOperationException>(() => provider.GetRequiredKeyedService<IOutboxStore>("chat"));

        Assert.Contains(_folder.File, error.Message, StringComparison.Ordinal);
        Assert.Contains("EncryptionKey", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UseSqliteOutbox_ClientHasAStore_SaysToCallItOnce()
    {
        var builder = _services.AddHttpClient("feed").UseSqliteOutbox(_folder.File);

        var error = Assert.Throws<InvalidOperationException>(() => builder.UseSqliteOutbox(_folder.File));

        Assert.Contains("'feed' already has an outbox store", error.Message, StringComparison.Ordinal);
        Assert.Contains("once", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UseSqliteOutbox_WrongOptions_Throws()
    {
        var builder = _services.AddHttpClient("feed");

        Assert.Contains("Set Path", Assert.Throws<ArgumentException>(() => builder.UseSqliteOutbox(" ")).Message, StringComparison.Ordinal);
        Assert.Contains("16 bytes", Assert.Throws<ArgumentException>(() => builder.UseSqliteOutbox(_folder.File, o => o.EncryptionKey = new byte[16])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UseSqliteOutbox_Defaults_SaysToNameTheClient() =>
        _services.ConfigureHttpClientDefaults(builder => Assert.Contains("AddHttpClient", Assert.Throws<InvalidOperationException>(() => builder.UseSqliteOutbox(_folder.File)).Message, StringComparison.Ordinal));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Provider_IsDisposed_ReleasesTheFile(bool isAsync)
    {
        _services.AddHttpClient("feed").UseSqliteOutbox(_folder.File);
        _services.AddHttpClient("chat").UseSqliteOutbox(_folder.File);
        var provider = _services.BuildServiceProvider();
        foreach (var name in (string[])["feed", "chat"]) await Wait.ForAsync(provider.GetRequiredKeyedService<IOutboxStore>(name).OpenAsync(default));

        if (isAsync) await Wait.ForAsync(provider.DisposeAsync());
        else provider.Dispose();

        Assert.Equal(["outbox.db"], _folder.Files.Select(Path.GetFileName));
    }

    public void Dispose() => _folder.Dispose();
}
