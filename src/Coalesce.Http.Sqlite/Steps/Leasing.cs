using Coalesce.Http.Broker;

namespace Coalesce.Http.Sqlite;

/// <summary>Leases entries.</summary>
internal sealed class Leasing(Connection connection, Ledger ledger, Entries entries, Endings endings, Lanes lanes) : IDisposable
{
    private readonly Statement _lease = connection.Prepare(
        "UPDATE entries SET state = 2, owner = ?2, fence = fence + 1, leased_at = ?3 WHERE id = ?1 AND turn = 1 AND owner IS NULL");

    public IReadOnlyList<OutboxLeased> Lease(IReadOnlyList<Guid> ids, string owner, DateTimeOffset at)
    {
        List<OutboxLeased> leased = [];
        Span<byte> id = stackalloc byte[16];
        for (var i = 0; i < ids.Count; i++)
        {
            ids[i].TryWriteBytes(id, bigEndian: true, out _);
            _lease.With(id).With(owner).With(at.UtcTicks).Run();
            if (connection.Changes == 0) continue;
            var (entry, isSound, fence, client) = entries.Load(ids[i]);
            ledger.Of(client).Move(OutboxState.Waiting, OutboxState.Replaying);
            if (isSound) leased.Add(new OutboxLeased(entry, new OutboxLease(entry.Id, owner, fence)));
            else Bury(entries.Find(ids[i])!.Value, at);
        }
        return leased;
    }

    public void Dispose() => _lease.Dispose();

    private void Bury(EntryControl control, DateTimeOffset at)
    {
        endings.Die(control, at, OutboxReason.Unreadable);
        lanes.Left(control.LanePrint, control.Turn);
    }
}
