using Coalesce.Http.Broker;

namespace Coalesce.Http.Sqlite;

/// <summary>Stores new entries.</summary>
internal sealed class Appending(Connection connection, Ledger ledger, Lanes lanes, Entries entries, Compacting compacting, Endings endings) : IDisposable
{
    private const long FirstFence = 1;

    private readonly Statement _findKey = connection.Prepare(
        "SELECT seq, content = ?6, id FROM entries WHERE key_print = ?1 AND client = ?2 AND key = ?3 AND partition IS ?4 AND own_partition IS ?5 AND state NOT IN (5, 6)");

    private readonly Statement _join = connection.Prepare("UPDATE entries SET joined = 1 WHERE seq = ?");

    private readonly Statement _insert = connection.Prepare("""
        INSERT INTO entries (seq, id, client, state, turn, owner, fence, joined, due, not_before, set_at, expires_at, created_at, ended_at, attempt_count, reason,
            weight, body_weight, answer_weight, lane_print, key_print, uri_print, content,
            method, lane, partition, own_partition, key, route, compaction, http_version, version_policy, trace_parent, credentials_mark, uri, headers, body)
        VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """);

    public OutboxAppended Append(EntryRow row, string owner, bool mayTry, OutboxBounds bounds)
    {
        var client = ledger.Of(row.Entry.Client);
        if (FindKey(row, client) is { } known) return known;
        var (needless, isPair) = compacting.Find(row, client);
        if (!isPair && Refusal(row, client, bounds, needless) is { } refusal) return new OutboxAppended(refusal, null, default, []);
        Compact(row, needless);
        var seq = ledger.TakePlace(client);
        var isBusy = lanes.IsBusy(row.LanePrint);
        var state = isPair ? OutboxState.Compacted : isBusy || !mayTry ? OutboxState.Waiting : OutboxState.Trying;
        // It is the newest: the first of its lane, or behind all others.
        Insert(row, client, seq, state, state == OutboxState.Waiting ? isBusy ? 0 : 1 : null, owner);
        endings.MakeRoom(client, bounds, seq);
        return Result(row.Entry, state, owner, needless);
    }

    public void Dispose()
    {
        _findKey.Dispose();
        _join.Dispose();
        _insert.Dispose();
    }

    private void Compact(EntryRow row, List<(EntryControl Control, Guid Id)> needless)
    {
        long? turn = null;
        foreach (var (other, _) in needless)
        {
            endings.End(other, OutboxState.Compacted, row.Entry.CreatedAt, OutboxReason.None);
            turn = Math.Max(turn ?? 0, other.Turn ?? 0);
        }
        // Once all have left: the next must not be one of them.
        lanes.Left(row.LanePrint, turn);
    }

    private OutboxAppended? FindKey(EntryRow row, ClientTally client)
    {
        var entry = row.Entry;
        if (!_findKey.With(row.KeyPrint).With(client.Id).With(entry.IdempotencyKey).With(entry.Partition).With(entry.OwnPartition).With(row.Content).Step()) return null;
        var (seq, isSame, id) = (_findKey.Number(0), _findKey.Number(1) != 0, new Guid(_findKey.Bytes(2), bigEndian: true));
        _findKey.Reset();
        if (!isSame) return new OutboxAppended(OutboxAppendResult.KeyReused, null, default, []);
        _join.With(seq).Run();
        return new OutboxAppended(OutboxAppendResult.Joined, entries.Load(id).Entry, default, []);
    }

    private static OutboxAppendResult? Refusal(EntryRow row, ClientTally client, OutboxBounds bounds, List<(EntryControl Control, Guid Id)> needless)
    {
        var (live, bytes) = (client.Live + 1 - needless.Count, client.LiveBytes + row.Weight);
        foreach (var (other, _) in needless) bytes -= other.Weight;
        return live > bounds.MaxEntries ? OutboxAppendResult.TooManyEntries : bytes > bounds.MaxBytes ? OutboxAppendResult.TooManyBytes : null;
    }

    private void Insert(EntryRow row, ClientTally client, long seq, OutboxState state, long? turn, string owner)
    {
        var entry = row.Entry;
        var hasEnded = state == OutboxState.Compacted;
        _insert.With(seq).With(row.Id).With(client.Id).With((long)state).With(turn).With(hasEnded ? null : owner).With(hasEnded ? 0 : FirstFence)
            .With(Due(entry.NotBefore, entry.ExpiresAt)).With(entry.NotBefore.UtcTicks).With(entry.NotBeforeSetAt.UtcTicks).With(entry.ExpiresAt?.UtcTicks)
            .With(entry.CreatedAt.UtcTicks).With(hasEnded ? entry.CreatedAt.UtcTicks : null)
            .With(row.Weight).With(row.BodyWeight).With(row.LanePrint).With(row.KeyPrint).With(row.UriPrint).With(row.Content)
            .With(entry.Method).With(entry.Lane).With(entry.Partition).With(entry.OwnPartition).With(entry.IdempotencyKey)
            .With(entry.Route).With((long)entry.Compaction).With(((long)entry.HttpVersion.Major << 32) | (uint)entry.HttpVersion.Minor).With((long)entry.VersionPolicy).With(entry.TraceParent).With(entry.CredentialsMark)
            .With(row.Columns.Uri).With(row.Columns.Headers).With(hasEnded ? null : row.Columns.Body).Run();
        client.Add(state, hasEnded ? row.Weight - row.BodyWeight : row.Weight);
    }

    private static long Due(DateTimeOffset notBefore, DateTimeOffset? expiresAt) => Math.Min(notBefore.UtcTicks, expiresAt?.UtcTicks ?? long.MaxValue);

    private static OutboxAppended Result(OutboxEntry entry, OutboxState state, string owner, List<(EntryControl Control, Guid Id)> needless)
    {
        var ended = state == OutboxState.Compacted;
        var stored = entry with
        {
            State = state, Body = ended ? null : entry.Body, AttemptCount = 0, Attempts = [], FirstSentAt = null, Reason = OutboxReason.None,
            EndedAt = ended ? entry.CreatedAt : null, Answer = null,
        };
        var result = state switch { OutboxState.Trying => OutboxAppendResult.Trying, OutboxState.Waiting => OutboxAppendResult.Waiting, _ => OutboxAppendResult.Compacted };
        return new OutboxAppended(result, stored, ended ? default : new OutboxLease(entry.Id, owner, FirstFence), needless.Count == 0 ? [] : needless.ConvertAll(static one => one.Id));
    }
}
