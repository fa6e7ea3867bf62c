using Coalesce.Http.Broker;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Sqlite.Tests;

/// <summary>What tests of the store's file have in common.</summary>
internal static class Files
{
    public static SqliteOutboxStore Store(this TempFolder folder, byte[]? key = null, StoreHooks? hooks = null) =>
        new(new SqliteOutboxOptions { Path = folder.File, EncryptionKey = key }, hooks ?? new StoreHooks());

    public static Task<OutboxAppended> AppendAsync(this SqliteOutboxStore store, OutboxEntry entry, bool mayTry = true) =>
        Wait.ForAsync(store.AppendAsync(entry, OutboxSamples.Owner, mayTry, OutboxSamples.Wide, default));

    /// <summary>Appends one that waits, and acknowledges it.</summary>
    public static async Task<OutboxEntry> WaitsAsync(this SqliteOutboxStore store, OutboxEntry entry)
    {
        var appended = await store.AppendAsync(entry, mayTry: false);
        await store.ChangeAsync(appended.Lease, OutboxState.Waiting);
        return appended.Entry!;
    }

    public static Task<OutboxState?> ChangeAsync(this SqliteOutboxStore store, OutboxLease lease, OutboxState to) =>
        Wait.ForAsync(store.ChangeAsync(lease, OutboxSamples.To(to), default));

    public static async Task<int> CountAsync(this SqliteOutboxStore store) =>
        (await Wait.ForAsync(store.CountAsync(OutboxSamples.Client, default))).ByState.Values.Sum();

    /// <summary>A file that holds one entry, closed.</summary>
    public static async Task<OutboxEntry> MakeAsync(this TempFolder folder, byte[]? key = null)
    {
        await using var store = folder.Store(key);
        return await store.WaitsAsync(OutboxSamples.Entry());
    }

    /// <summary>Changes a file as somebody else might.</summary>
    public static void Execute(string path, string sql)
    {
        using var connection = Connection.Open(path);
        connection.Execute(sql);
    }

    public static async Task<OutboxUnavailableException> IsRefusedAsync(this TempFolder folder, byte[]? key = null)
    {
        await using var store = folder.Store(key);
        var refusal = await Assert.ThrowsAsync<OutboxUnavailableException>(() => Wait.ForAsync(store.OpenAsync(default)));
        Assert.Contains(folder.File, refusal.Message, StringComparison.Ordinal);
        return refusal;
    }
}
