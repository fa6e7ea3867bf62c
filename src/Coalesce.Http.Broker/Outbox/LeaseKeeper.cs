namespace Coalesce.Http.Broker.Outbox;

/// <summary>Renews this process's leases, and ends those of processes that are gone.</summary>
/// <remarks>
/// A lease holds no time. What another holds is ended when owner, fencing number and renewals were seen unchanged for the lease length on this process's monotonic clock, or when its
/// owner was a process of this machine that is gone. Whoever was only slow then changes nothing any more: its fencing number is old.
/// </remarks>
internal sealed class LeaseKeeper(string client, string owner, IOutboxStore store, LeaseLedger ledger, TimeSpan leaseLength, TimeProvider time)
{
    // When each claim was first seen as it is. Only one tick runs at a time.
    private Dictionary<OutboxClaim, long> _seen = [];

    /// <summary>How often a tick is due: several times a lease, so that one that is late does no harm.</summary>
    public TimeSpan Every => leaseLength / 4;

    /// <summary>Renews, settles what could not be settled, and ends what ran out.</summary>
    /// <returns>The entries whose leases were ended: they wait now.</returns>
    public async Task<List<Guid>> TickAsync(CancellationToken cancellationToken)
    {
        if (!ledger.IsEmpty) await store.RenewAsync(owner, cancellationToken).ConfigureAwait(false);
        await ledger.RetryAsync().ConfigureAwait(false);
        var claims = await store.FindClaimsAsync(client, owner, cancellationToken).ConfigureAwait(false);
        var now = time.GetTimestamp();
        Dictionary<OutboxClaim, long> seen = new(claims.Count);
        List<Guid> ended = [];
        Dictionary<string, bool> gone = [];
        foreach (var claim in claims)
        {
            var since = _seen.GetValueOrDefault(claim, now);
            if (!gone.TryGetValue(claim.Lease.Owner, out var isGone)) gone.Add(claim.Lease.Owner, isGone = OutboxOwner.IsGone(claim.Lease.Owner));
            if (!isGone && time.GetElapsedTime(since, now) < leaseLength) seen.Add(claim, since);
            else if (await store.EndClaimAsync(claim, time.GetUtcNow(), cancellationToken).ConfigureAwait(false)) ended.Add(claim.Lease.Id);
        }
        _seen = seen;
        return ended;
    }
}
