using Coalesce.Http.Broker;

namespace Coalesce.Http.Sqlite;

/// <summary>Leases entries.</summary>
internal sealed class Leasing(Connection connection, Entries entries, Endings endings) : IDisposable
{
    private readonly Statement _lease = connection.Prepare(
        "UPDATE entries SET state = 2, turn = 2, owner = ?2, fence = fence + 1, leased_at = ?3 WHERE seq = ?1 AND turn = 1");

    public IReadOnlyList<OutboxLeased> Lease(IReadOnlyList<Guid> ids, string owner, DateTimeOffset at)
    {
        List<OutboxLeased> leased = [];
        for (var i = 0; i < ids.Count; i++)
        {
            if (entries.Find(ids[i]) is not { State: OutboxState.Waiting, Owner: null } control) continue;
            _lease.With(control.Seq).With(owner).With(at.UtcTicks).Run();
            if (connection.Changes == 0) continue;
            var (entry, isSound) = entries.Load(control.Seq);
            if (isSound) leased.Add(new OutboxLeased(entry, new OutboxLease(entry.Id, owner, control.Fence + 1)));
            else endings.Die(control, at, OutboxReason.Unreadable);
        }
        return leased;
    }

    public void Dispose() => _lease.Dispose();
}
