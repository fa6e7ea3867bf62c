using Coalesce.Http.Broker;

namespace Coalesce.Http.Sqlite;

/// <summary>Carries leased entries on.</summary>
internal sealed class Changing(Connection connection, Ledger ledger, Entries entries, Endings endings, Lanes lanes, Sealer sealer) : IDisposable
{
    private readonly Statement _wait = connection.Prepare(
        $"UPDATE entries SET state = 1, turn = ?1, owner = NULL, not_before = ?2, set_at = ?3, due = min(?2, coalesce(expires_at, ?2)), {Progress.Assignments} WHERE seq = ?");

    // What was only leased waits already, at its place: no more than this changes, and few indexes with it.
    private readonly Statement _release = connection.Prepare("UPDATE entries SET owner = NULL, not_before = ?2, set_at = ?3, due = min(?2, coalesce(expires_at, ?2)) WHERE seq = ?1");

    private readonly Statement _waitAsBefore = connection.Prepare($"UPDATE entries SET state = 1, turn = ?, owner = NULL, {Progress.Assignments} WHERE seq = ?");

    public OutboxState? Change(OutboxLease lease, OutboxChange change)
    {
        if (entries.Find(lease.Id) is not { } control || !control.IsHeldUnder(lease)) return null;
        // A deletion, where all else would be thrown away with the row.
        if (change is { IsAnswered: true, To: OutboxState.Delivered or OutboxState.Withdrawn } && control is { State: OutboxState.Trying, IsJoined: false })
        {
            endings.Forget(control);
            return change.To;
        }
        var entry = change.Answer is not null && sealer.HasKey ? entries.Load(lease.Id).Entry : null;
        return Go(control, change, Progress.Of(change, control.Attempts, entry, sealer));
    }

    public void Dispose()
    {
        _wait.Dispose();
        _release.Dispose();
        _waitAsBefore.Dispose();
    }

    private OutboxState Go(EntryControl control, OutboxChange change, Progress progress)
    {
        switch (change.To)
        {
            case OutboxState.Waiting when control.State == OutboxState.Waiting && progress == default:
                _release.With(control.Seq).With(change.NotBefore.UtcTicks).With(change.At.UtcTicks).Run();
                return OutboxState.Waiting;
            case OutboxState.Waiting:
                progress.AddTo(_wait.With(lanes.TurnToWait(control)).With(change.NotBefore.UtcTicks).With(change.At.UtcTicks)).With(control.Seq).Run();
                ledger.Of(control.Client).Move(control.State, OutboxState.Waiting);
                return OutboxState.Waiting;
            case OutboxState.Withdrawn when control.IsJoined:
                progress.AddTo(_waitAsBefore.With(lanes.TurnToWait(control))).With(control.Seq).Run();
                ledger.Of(control.Client).Move(control.State, OutboxState.Waiting);
                return OutboxState.Waiting;
            case OutboxState.Dead:
                endings.Die(control, change.At, change.Reason, progress);
                break;
            default:
                endings.End(control, change.To, change.At, change.Reason, progress);
                break;
        }
        lanes.Left(control.LanePrint, control.Turn);
        return change.To;
    }
}
