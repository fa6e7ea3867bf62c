using Coalesce.Http.Broker;

namespace Coalesce.Http.Sqlite;

/// <summary>Shows who lives, and ends the leases of those that do not.</summary>
internal sealed class Claiming(Connection connection, Ledger ledger, Entries entries, Lanes lanes) : IDisposable
{
    private readonly Statement _renew = connection.Prepare("INSERT INTO owners VALUES (?, 1) ON CONFLICT (owner) DO UPDATE SET renewals = renewals + 1");
    private readonly Statement _findRenewals = connection.Prepare("SELECT renewals FROM owners WHERE owner = ?");

    private readonly Statement _find = connection.Prepare(
        "SELECT id, entries.owner, fence, coalesce(renewals, 0) FROM entries INDEXED BY entries_leased LEFT JOIN owners ON owners.owner = entries.owner WHERE client = ? AND entries.owner IS NOT NULL AND entries.owner <> ? ORDER BY seq");

    // Whoever is gone may have sent it, unless it waited: at the earliest when it was leased, and of a first attempt when it was handed over.
    private readonly Statement _end = connection.Prepare("""
        UPDATE entries SET state = 1, turn = ?3, owner = NULL, first_sent_at = coalesce(first_sent_at, iif(state = 1, NULL, min(?2, coalesce(leased_at, created_at)))),
            not_before = ?2, set_at = ?2, due = min(?2, coalesce(expires_at, ?2)) WHERE seq = ?1
        """);

    /// <returns>Always <see langword="true"/>.</returns>
    public bool Renew(string owner)
    {
        _renew.With(owner).Run();
        return true;
    }

    public IReadOnlyList<OutboxClaim> Find(string client, string owner)
    {
        List<OutboxClaim> claims = [];
        if (ledger.Find(client) is not { } tally) return claims;
        _find.With(tally.Id).With(owner);
        while (_find.Step()) claims.Add(new OutboxClaim(new OutboxLease(new Guid(_find.Bytes(0), bigEndian: true), _find.Text(1), _find.Number(2)), _find.Number(3)));
        return claims;
    }

    public bool End(OutboxClaim claim, DateTimeOffset at)
    {
        if (entries.Find(claim.Lease.Id) is not { } control || !control.IsHeldUnder(claim.Lease) || Renewals(claim.Lease.Owner) != claim.Renewals) return false;
        _end.With(control.Seq).With(at.UtcTicks).With(lanes.TurnToWait(control)).Run();
        ledger.Of(control.Client).Move(control.State, OutboxState.Waiting);
        return true;
    }

    public void Dispose()
    {
        _renew.Dispose();
        _findRenewals.Dispose();
        _find.Dispose();
        _end.Dispose();
    }

    private long Renewals(string owner)
    {
        if (!_findRenewals.With(owner).Step()) return 0;
        var renewals = _findRenewals.Number(0);
        _findRenewals.Reset();
        return renewals;
    }
}
