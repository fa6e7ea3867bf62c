using Coalesce.Http.Broker;

namespace Coalesce.Http.Sqlite;

/// <summary>Carries leased entries on.</summary>
internal sealed class Changing(Connection connection, Entries entries, Endings endings, Lanes lanes, Sealer sealer) : IDisposable
{
    private readonly Statement _findAttempts = connection.Prepare("SELECT attempts FROM entries WHERE seq = ?");

    private readonly Statement _attempt = connection.Prepare(
        "UPDATE entries SET attempts = ?2, attempt_count = attempt_count + 1, first_sent_at = coalesce(first_sent_at, ?3) WHERE seq = ?1");

    private readonly Statement _answer = connection.Prepare("UPDATE entries SET answer = ?2, answer_weight = ?3 WHERE seq = ?1");
    private readonly Statement _mark = connection.Prepare("UPDATE entries SET credentials_mark = ?2 WHERE seq = ?1");

    private readonly Statement _wait = connection.Prepare(
        "UPDATE entries SET state = 1, turn = iif(turn = 1, 1, 0), owner = NULL, not_before = ?2, set_at = ?3, due = min(?2, coalesce(expires_at, ?2)) WHERE seq = ?1");

    private readonly Statement _waitAsBefore = connection.Prepare("UPDATE entries SET state = 1, turn = iif(turn = 1, 1, 0), owner = NULL WHERE seq = ?");

    public OutboxState? Change(OutboxLease lease, OutboxChange change)
    {
        if (entries.Find(lease.Id) is not { } control || !control.IsHeldUnder(lease)) return null;
        // A deletion, where the next two lines of the common case would be thrown away with the row.
        if (change is { IsAnswered: true, To: OutboxState.Delivered or OutboxState.Withdrawn } && control is { State: OutboxState.Trying, IsJoined: false })
        {
            endings.Forget(control);
            return change.To;
        }
        if (change.Attempt is { } attempt) Count(control.Seq, attempt);
        if (change.Answer is { } answer) control = Keep(control, answer);
        if (change.CredentialsMark is { } mark) _mark.With(control.Seq).With(mark).Run();
        return Go(control, change);
    }

    public void Dispose()
    {
        _findAttempts.Dispose();
        _attempt.Dispose();
        _answer.Dispose();
        _mark.Dispose();
        _wait.Dispose();
        _waitAsBefore.Dispose();
    }

    private OutboxState Go(EntryControl control, OutboxChange change)
    {
        switch (change.To)
        {
            case OutboxState.Waiting:
                Wait(control, change.NotBefore, change.At);
                return OutboxState.Waiting;
            case OutboxState.Withdrawn when control.IsJoined:
                _waitAsBefore.With(control.Seq).Run();
                if (control.State != OutboxState.Waiting) lanes.Settle(control.LanePrint);
                return OutboxState.Waiting;
            case OutboxState.Dead:
                endings.Die(control, change.At, change.Reason);
                return OutboxState.Dead;
            default:
                endings.End(control, change.To, change.At, change.Reason);
                lanes.Settle(control.LanePrint);
                return change.To;
        }
    }

    private void Wait(EntryControl control, DateTimeOffset notBefore, DateTimeOffset at)
    {
        _wait.With(control.Seq).With(notBefore.UtcTicks).With(at.UtcTicks).Run();
        // One that waited keeps its place.
        if (control.State != OutboxState.Waiting) lanes.Settle(control.LanePrint);
    }

    private void Count(long seq, OutboxAttempt attempt)
    {
        _findAttempts.With(seq).Step();
        var attempts = AttemptList.Append(_findAttempts.Bytes(0), attempt);
        _findAttempts.Reset();
        _attempt.With(seq).With(attempts).With(attempt.MayHaveArrived ? attempt.StartedAt.UtcTicks : null).Run();
    }

    private EntryControl Keep(EntryControl control, OutboxAnswer answer)
    {
        var weight = AnswerBytes.Weigh(answer);
        _answer.With(control.Seq).With(SealedColumns.OfAnswer(answer, entries.Load(control.Seq).Entry, sealer)).With(weight).Run();
        return control with { AnswerWeight = weight };
    }
}
