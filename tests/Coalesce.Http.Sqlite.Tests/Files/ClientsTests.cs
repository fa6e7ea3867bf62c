using Coalesce.Http.Broker;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Sqlite.Tests;

public sealed class ClientsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task GetClientsAsync_TwoClientsOfOneFile_NamesBothInTheOrderTheyCame()
    {
        await using var store = new SqliteOutboxStore(new SqliteOutboxOptions { Path = _folder.File });
        Assert.Empty(await Wait.ForAsync(store.GetClientsAsync()));
        foreach (var client in new[] { "feed", "chat", "feed" })
        {
            var entry = new OutboxEntry
            {
                Id = Guid.CreateVersion7(), Client = client, Method = "POST", Uri = new Uri("https://api.example/like"), Headers = [],
                IdempotencyKey = Guid.NewGuid().ToString(), Lane = "like", CreatedAt = DateTimeOffset.UtcNow,
            };
            await Wait.ForAsync(store.AppendAsync(entry, "owner", mayTry: false, new OutboxBounds(10, 1_000), default));
        }

        Assert.Equal(["feed", "chat"], await Wait.ForAsync(store.GetClientsAsync()));
    }
}
