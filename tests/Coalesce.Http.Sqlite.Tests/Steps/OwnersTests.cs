using Coalesce.Http.Broker;
using Coalesce.Http.Testing;
using static Coalesce.Http.Testing.OutboxSamples;

namespace Coalesce.Http.Sqlite.Tests;

/// <summary>The file remembers how often an owner has renewed for as long as it leases something, and not longer: every process is another owner.</summary>
public sealed class OwnersTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Purge_Owners_AreForgottenWhenTheyLeaseNothing()
    {
        await using var store = _folder.Store();
        var lease = (await store.AppendAsync(Entry())).Lease;
        foreach (var owner in (string[])[Owner, Owner, Other, "gone"]) await Wait.ForAsync(store.RenewAsync(owner, default));

        await PurgeAsync(store);

        Assert.Equal(1, Owners());
        Assert.Equal(new OutboxClaim(lease, 2), Assert.Single(await Wait.ForAsync(store.FindClaimsAsync(Client, Other, default))));

        await store.ChangeAsync(lease, OutboxState.Delivered);
        await PurgeAsync(store);

        Assert.Equal(0, Owners());
    }

    [Fact]
    public async Task EndClaim_OwnerWasForgottenAndLeasedAnew_IsNotTakenForTheSame()
    {
        await using var store = _folder.Store();
        var entry = await store.WaitsAsync(Entry());
        var first = await SeenAsync();
        await store.ChangeAsync(first.Lease, OutboxState.Waiting);
        await PurgeAsync(store);
        var second = await SeenAsync();

        // It has renewed as often, and yet it is another lease.
        Assert.Equal(first.Renewals, second.Renewals);
        Assert.False(await Wait.ForAsync(store.EndClaimAsync(first, At(1), default)));
        Assert.True(await Wait.ForAsync(store.EndClaimAsync(second, At(1), default)));

        async Task<OutboxClaim> SeenAsync()
        {
            Assert.Single(await Wait.ForAsync(store.LeaseAsync([entry.Id], Owner, At(0), default)));
            await Wait.ForAsync(store.RenewAsync(Owner, default));
            return Assert.Single(await Wait.ForAsync(store.FindClaimsAsync(Client, Other, default)));
        }
    }

    public void Dispose() => _folder.Dispose();

    private static Task<int> PurgeAsync(SqliteOutboxStore store) => Wait.ForAsync(store.PurgeAsync("another client", At(0), default));

    private long Owners()
    {
        using var connection = Connection.Open(_folder.File);
        return connection.Number("SELECT count(*) FROM owners");
    }
}
