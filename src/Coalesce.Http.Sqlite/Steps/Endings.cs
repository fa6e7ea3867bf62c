using Coalesce.Http.Broker;

namespace Coalesce.Http.Sqlite;

/// <summary>Ends entries, and removes those that have ended.</summary>
internal sealed class Endings(Connection connection, Ledger ledger) : IDisposable
{
    private readonly Statement _end = connection.Prepare($"UPDATE entries SET state = ?, turn = NULL, owner = NULL, reason = ?, ended_at = ?, body = NULL, {Progress.Assignments} WHERE seq = ?");
    private readonly Statement _die = connection.Prepare($"UPDATE entries SET state = 4, turn = NULL, owner = NULL, reason = ?, ended_at = ?, {Progress.Assignments} WHERE seq = ?");
    private readonly Statement _delete = connection.Prepare("DELETE FROM entries WHERE seq = ?");
    private readonly Statement _findOldest = connection.Prepare(
        "SELECT seq, weight - body_weight + answer_weight, state FROM entries WHERE client = ? AND state IN (3, 5, 6, 7) AND seq <> ? ORDER BY ended_at, seq LIMIT 1");

    private readonly Statement _findEnded = connection.Prepare(
        "SELECT seq, weight - body_weight + answer_weight, state FROM entries WHERE client = ? AND state IN (3, 5, 6, 7) AND ended_at < ? LIMIT 1");

    private readonly Statement _forgetOwners = connection.Prepare("DELETE FROM owners WHERE owner NOT IN (SELECT owner FROM entries WHERE owner IS NOT NULL)");

    /// <summary>Ends an entry and drops its body. Its lane is told by whoever ends it.</summary>
    public void End(EntryControl entry, OutboxState state, DateTimeOffset at, OutboxReason reason, Progress progress = default)
    {
        progress.AddTo(_end.With((long)state).With((long)reason).With(at.UtcTicks)).With(entry.Seq).Run();
        var client = ledger.Of(entry.Client);
        client.Remove(entry.State, entry.Weight);
        client.Add(state, entry.EndedWeight(progress.AnswerWeight));
    }

    /// <summary>Makes a dead letter. It stays live, with its body. Its lane is told by whoever ends it.</summary>
    public void Die(EntryControl entry, DateTimeOffset at, OutboxReason reason, Progress progress = default)
    {
        progress.AddTo(_die.With((long)reason).With(at.UtcTicks)).With(entry.Seq).Run();
        ledger.Of(entry.Client).Move(entry.State, OutboxState.Dead);
    }

    /// <summary>Removes a live entry that need not be kept.</summary>
    public void Forget(EntryControl entry)
    {
        _delete.With(entry.Seq).Run();
        ledger.Of(entry.Client).Remove(entry.State, entry.Weight);
    }

    /// <summary>Removes what has ended, oldest first, until all of it is within the bounds or nothing but a new one is left.</summary>
    public void MakeRoom(ClientTally client, OutboxBounds bounds, long exceptSeq)
    {
        while (client.Ended > 0 && (client.Live + client.Ended > bounds.MaxEntries || client.LiveBytes + client.EndedBytes > bounds.MaxBytes))
        {
            if (!Remove(client, _findOldest.With(client.Id).With(exceptSeq))) return;
        }
    }

    /// <returns>How many were removed.</returns>
    public int Purge(string client, DateTimeOffset endedBefore)
    {
        // An owner without leases begins anew with the next: no lease of its is left whose renewals could be compared, and the next has another fencing number.
        _forgetOwners.Run();
        if (ledger.Find(client) is not { } tally) return 0;
        var removed = 0;
        while (Remove(tally, _findEnded.With(tally.Id).With(endedBefore.UtcTicks))) removed++;
        return removed;
    }

    public void Dispose()
    {
        _end.Dispose();
        _die.Dispose();
        _delete.Dispose();
        _findOldest.Dispose();
        _findEnded.Dispose();
        _forgetOwners.Dispose();
    }

    private bool Remove(ClientTally client, Statement select)
    {
        if (!select.Step()) return false;
        var (seq, weight, state) = (select.Number(0), select.Number(1), (OutboxState)select.Number(2));
        select.Reset();
        _delete.With(seq).Run();
        client.Remove(state, weight);
        return true;
    }
}
