using Coalesce.Http.Broker;
using static Coalesce.Http.Testing.OutboxSamples;

namespace Coalesce.Http.Testing;

public abstract partial class OutboxStoreContract
{
    [Fact]
    public async Task FindClaims_OthersLeases_AreGivenWithTheirRenewals()
    {
        var trying = await TriesAsync(Entry("a"));
        var replaying = await ReplaysAsync(Entry("b"));
        await ReplaysAsync(Entry("c"), Other);
        await WaitsAsync(Entry("d"));
        await BecomesAsync(OutboxState.Dead, await TriesAsync(Entry("e")));
        await TriesAsync(Entry("f") with { Client = "other" });

        var claims = await ClaimsAsync();

        Assert.Equal(new HashSet<OutboxLease> { trying, replaying }, claims.Select(claim => claim.Lease).ToHashSet());
        Assert.Equal(2, claims.Count);
        Assert.Equal(Other, Assert.Single(await ClaimsAsync(besides: Owner)).Lease.Owner);
    }

    [Fact]
    public async Task Renew_Owner_RenewsAllItsLeasesAndNoOthers()
    {
        await TriesAsync(Entry("a"));
        await ReplaysAsync(Entry("b"));
        await ReplaysAsync(Entry("c"), Other);
        var before = await ClaimsAsync("nobody");

        await Wait.ForAsync(_store.RenewAsync(Owner, default));
        await Wait.ForAsync(_store.RenewAsync("owner of nothing", default));

        foreach (var claim in await ClaimsAsync("nobody"))
        {
            var was = Assert.Single(before, one => one.Lease == claim.Lease);
            Assert.Equal(claim.Lease.Owner == Owner, claim.Renewals > was.Renewals);
            Assert.Equal(claim.Lease.Owner == Other, claim == was);
        }
    }

    [Fact]
    public async Task EndClaim_FirstAttemptOfADeadOwner_WaitsAndIsDueAtOnce()
    {
        var entry = Entry() with { CreatedAt = At(1), NotBefore = At(0.5), NotBeforeSetAt = At(0.5) };
        await TriesAsync(entry);

        Assert.True(await EndClaimAsync(Assert.Single(await ClaimsAsync()), at: 60));

        // Nobody knows whether it was sent; it cannot have been before it was handed over.
        Assert.Equal(Text(entry with { State = OutboxState.Waiting, NotBefore = At(60), NotBeforeSetAt = At(60), FirstSentAt = At(1) }), Text(await StoredAsync(entry)));
        await DueIsAsync(60, entry);
        await DueIsAsync(-86_400, entry);
        Assert.Empty(await ClaimsAsync());
    }

    [Fact]
    public async Task EndClaim_ReplayOfADeadOwner_WaitsAtTheHeadOfItsLane()
    {
        var entry = Entry() with { CreatedAt = At(1), NotBefore = At(30) };
        await WaitsAsync(entry);
        await WaitsAsync(Entry());
        Assert.Single(await LeaseAllAsync(at: 40, Owner, entry.Id));

        Assert.True(await EndClaimAsync(Assert.Single(await ClaimsAsync()), at: 60));

        var stored = await StoredAsync(entry);
        Assert.Equal((OutboxState.Waiting, At(60), At(40), 0), (stored.State, stored.NotBefore, stored.FirstSentAt, stored.AttemptCount));
        await DueIsAsync(60, entry);
    }

    [Fact]
    public async Task EndClaim_EarlierAttemptMayHaveArrived_StaysTheFirst()
    {
        var entry = Entry();
        await BecomesAsync(OutboxState.Waiting, await TriesAsync(entry), Later(30, at: 5) with { Attempt = Attempt(1, 4) });
        await LeasesAsync(entry);

        await EndClaimAsync(Assert.Single(await ClaimsAsync()), at: 60);

        var stored = await StoredAsync(entry);
        Assert.Equal((At(4), 1), (stored.FirstSentAt, stored.AttemptCount));
        Assert.Equal([Attempt(1, 4)], stored.Attempts);
    }

    [Fact]
    public async Task EndClaim_ClockWasSetBackBehindIt_IsNotSentInTheFuture()
    {
        var entry = Entry() with { CreatedAt = At(100) };
        await TriesAsync(entry);

        await EndClaimAsync(Assert.Single(await ClaimsAsync()), at: 60);

        Assert.Equal(At(60), (await StoredAsync(entry)).FirstSentAt);
    }

    [Fact]
    public async Task EndClaim_CreateOfADeadOwner_DoesNotDropOutWithItsDelete()
    {
        var create = Create();
        await TriesAsync(create);
        await EndClaimAsync(Assert.Single(await ClaimsAsync()));

        Assert.Equal(OutboxAppendResult.Waiting, (await AppendAsync(Delete())).Result);

        Assert.Equal(OutboxState.Waiting, await StateAsync(create));
    }

    [Fact]
    public async Task EndClaim_OwnerHasRenewed_ChangesNothing()
    {
        var entry = Entry();
        await TriesAsync(entry);
        var claim = Assert.Single(await ClaimsAsync());
        await Wait.ForAsync(_store.RenewAsync(Owner, default));

        Assert.False(await EndClaimAsync(claim));

        Assert.Equal(OutboxState.Trying, await StateAsync(entry));
        Assert.True(await EndClaimAsync(Assert.Single(await ClaimsAsync())));
    }

    [Fact]
    public async Task EndClaim_LeaseIsNotAsItWasSeen_ChangesNothing()
    {
        var entry = Entry();
        var lease = await TriesAsync(entry);
        var claim = Assert.Single(await ClaimsAsync());
        Assert.False(await EndClaimAsync(claim with { Lease = lease with { Fence = lease.Fence + 1 } }));
        Assert.False(await EndClaimAsync(claim with { Lease = lease with { Owner = "x" } }));
        Assert.False(await EndClaimAsync(claim with { Lease = lease with { Id = Guid.NewGuid() } }));
        await BecomesAsync(OutboxState.Waiting, lease, Later(50));
        Assert.False(await EndClaimAsync(claim));
        await LeasesAsync(entry);
        Assert.False(await EndClaimAsync(claim));

        Assert.Equal(OutboxState.Replaying, await StateAsync(entry));
    }

    [Fact]
    public async Task EndClaim_OwnerFinishesLate_ChangesNothing()
    {
        var entry = Entry();
        var lease = await TriesAsync(entry);
        await EndClaimAsync(Assert.Single(await ClaimsAsync()));
        await UnchangedAsync(entry, lease);
        var newer = await LeasesAsync(entry, Other);
        await UnchangedAsync(entry, lease);

        await BecomesAsync(OutboxState.Delivered, newer);
    }

    [Fact]
    public async Task Purge_WhatEndedBefore_IsRemovedButForDeadLetters()
    {
        Dictionary<OutboxState, OutboxEntry> entries = [];
        foreach (var state in Enum.GetValues<OutboxState>()) entries[state] = await EntersAsync(state, Entry($"{state}"));
        var later = Entry();
        await BecomesAsync(OutboxState.Delivered, await TriesAsync(later), To(OutboxState.Delivered, at: 5));
        var elsewhere = await EntersAsync(OutboxState.Delivered, Entry() with { Client = "other" });

        // The one that is compacted went with its delete.
        Assert.Equal(0, await PurgeAsync(0));
        Assert.Equal(5, await PurgeAsync(5));
        Assert.Equal(0, await PurgeAsync(5));

        foreach (var (state, entry) in entries)
        {
            Assert.Equal(state is OutboxState.Trying or OutboxState.Waiting or OutboxState.Replaying or OutboxState.Dead, await FindAsync(entry) is not null);
        }
        Assert.Equal((OutboxState.Delivered, OutboxState.Delivered), (await StateAsync(later), await StateAsync(elsewhere)));
        Assert.Equal(1, await PurgeAsync(5.001));
    }

    private Task<IReadOnlyList<OutboxClaim>> ClaimsAsync(string besides = Other) => Wait.ForAsync(_store.FindClaimsAsync(Client, besides, default));

    private Task<bool> EndClaimAsync(OutboxClaim claim, double at = 0) => Wait.ForAsync(_store.EndClaimAsync(claim, At(at), default));

    private Task<int> PurgeAsync(double endedBefore) => Wait.ForAsync(_store.PurgeAsync(Client, At(endedBefore), default));
}
