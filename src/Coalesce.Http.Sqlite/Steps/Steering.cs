using Coalesce.Http.Broker;

namespace Coalesce.Http.Sqlite;

/// <summary>What a person does to entries that nobody has leased.</summary>
internal sealed class Steering(Connection connection, Ledger ledger, Entries entries, Endings endings, Lanes lanes) : IDisposable
{
    private readonly Statement _postpone = connection.Prepare(
        "UPDATE entries SET not_before = ?2, set_at = ?3, due = min(?2, coalesce(expires_at, ?2)) WHERE seq = ?1");

    private readonly Statement _revive = connection.Prepare("""
        UPDATE entries SET state = 1, turn = ?5, not_before = ?2, set_at = ?3, expires_at = ?4, due = min(?2, coalesce(?4, ?2)),
            attempt_count = 0, attempts = NULL, reason = 0, ended_at = NULL, first_sent_at = iif(first_sent_at IS NULL, NULL, ?3) WHERE seq = ?1
        """);

    public bool Retry(string client, Guid id, DateTimeOffset notBefore, DateTimeOffset? expiresAt, DateTimeOffset at)
    {
        if (Find(client, id) is not { } control) return false;
        if (control.State == OutboxState.Waiting)
        {
            _postpone.With(control.Seq).With(notBefore.UtcTicks).With(at.UtcTicks).Run();
            return true;
        }
        _revive.With(control.Seq).With(notBefore.UtcTicks).With(at.UtcTicks).With(expiresAt?.UtcTicks).With(lanes.TurnToWait(control)).Run();
        ledger.Of(control.Client).Move(OutboxState.Dead, OutboxState.Waiting);
        return true;
    }

    public bool Discard(string client, Guid id, DateTimeOffset at)
    {
        if (Find(client, id) is not { } control) return false;
        endings.End(control, OutboxState.Discarded, at, OutboxReason.None);
        lanes.Left(control.LanePrint, control.Turn);
        return true;
    }

    public void Dispose()
    {
        _postpone.Dispose();
        _revive.Dispose();
    }

    private EntryControl? Find(string client, Guid id) =>
        entries.Find(id) is { State: OutboxState.Waiting or OutboxState.Dead, Owner: null } control && ledger.Find(client)?.Id == control.Client ? control : null;
}
