using System.Text;
using Coalesce.Http.Broker;

namespace Coalesce.Http.Testing;

/// <summary>An outbox store of one client as a plain list in the order of append, looked through from end to end for each question: slow, and plain to see that it is right.</summary>
internal sealed class OutboxModel
{
    private readonly List<Row> _rows = [];
    private readonly Dictionary<string, int> _renewals = [];

    public IReadOnlyList<Row> Rows => _rows;

    public OutboxAppendResult Append(OutboxEntry given, string owner, bool mayTry, OutboxBounds bounds, out Row? row, out List<Guid> compacted)
    {
        compacted = [];
        row = _rows.Find(other => other.SamePartition(given) && other.Entry.IdempotencyKey == given.IdempotencyKey
            && other.Entry.State is not (OutboxState.Withdrawn or OutboxState.Discarded));
        if (row is not null)
        {
            if (Content(row.Given) != Content(given))
            {
                row = null;
                return OutboxAppendResult.KeyReused;
            }
            row.IsJoined = true;
            return OutboxAppendResult.Joined;
        }

        var needless = Needless(given, out var dropsOut);
        var left = _rows.Where(other => other.IsLive && !needless.Contains(other)).ToList();
        if (!dropsOut && left.Count + 1 > bounds.MaxEntries) return OutboxAppendResult.TooManyEntries;
        if (!dropsOut && left.Sum(other => other.Bytes) + OutboxSamples.BytesOf(given) > bounds.MaxBytes) return OutboxAppendResult.TooManyBytes;

        foreach (var one in needless) one.End(OutboxState.Compacted, given.CreatedAt, OutboxReason.None);
        compacted = [.. needless.Select(one => one.Entry.Id)];
        var isBusy = _rows.Any(other => other.SameLane(given) && other.Entry.State is OutboxState.Waiting or OutboxState.Replaying);
        row = new Row(given);
        if (dropsOut) row.End(OutboxState.Compacted, given.CreatedAt, OutboxReason.None);
        else row.LeaseTo(mayTry && !isBusy ? OutboxState.Trying : OutboxState.Waiting, owner);
        _rows.Add(row);
        MakeRoom(bounds, row);
        return dropsOut ? OutboxAppendResult.Compacted : row.Entry.State == OutboxState.Trying ? OutboxAppendResult.Trying : OutboxAppendResult.Waiting;
    }

    public List<Row> Due(DateTimeOffset now) => [.. _rows.Where(row => IsFreeHead(row) && row.IsDue(now))];

    public DateTimeOffset? Next(DateTimeOffset now) => _rows.Where(row => IsFreeHead(row) && !row.IsDue(now)).Min(row => (DateTimeOffset?)row.DueAt);

    public List<Row> Lease(IEnumerable<Guid> ids, string owner, DateTimeOffset at)
    {
        List<Row> leased = [];
        foreach (var id in ids)
        {
            if (Find(id) is not { } row || !IsFreeHead(row)) continue;
            row.LeaseTo(OutboxState.Replaying, owner);
            row.LeasedAt = at;
            leased.Add(row);
        }
        return leased;
    }

    public OutboxState? Change(Guid id, int fence, OutboxChange change)
    {
        if (Find(id) is not { } row || row.Owner is null || row.Fence != fence) return null;
        if (change.IsAnswered && change.To is (OutboxState.Delivered or OutboxState.Withdrawn) && row.Entry.State == OutboxState.Trying && !row.IsJoined)
        {
            _rows.Remove(row);
            return change.To;
        }
        row.Owner = null;
        row.Tried(change);
        if (change.To == OutboxState.Waiting) row.Delay(change.NotBefore, change.At);
        else if (change.To == OutboxState.Withdrawn && row.IsJoined) row.Entry = row.Entry with { State = OutboxState.Waiting };
        else row.End(change.To, change.At, change.Reason);
        return row.Entry.State;
    }

    public void Renew(string owner) => _renewals[owner] = RenewalsOf(owner) + 1;

    public int RenewalsOf(string owner) => _renewals.GetValueOrDefault(owner);

    public bool EndClaim(Guid id, int fence, string owner, int renewals, DateTimeOffset at)
    {
        if (Find(id) is not { } row || row.Owner != owner || row.Fence != fence || RenewalsOf(owner) != renewals) return false;
        if (row.Entry.State != OutboxState.Waiting && row.Entry.FirstSentAt is null)
        {
            row.Entry = row.Entry with { FirstSentAt = new[] { at, row.LeasedAt ?? row.Entry.CreatedAt }.Min() };
        }
        row.Owner = null;
        row.Delay(at, at);
        return true;
    }

    public int Purge(DateTimeOffset before) => _rows.RemoveAll(row => !row.IsLive && row.Entry.EndedAt < before);

    public bool Retry(Guid id, DateTimeOffset notBefore, DateTimeOffset? expiresAt, DateTimeOffset at)
    {
        if (Find(id) is not { Owner: null, Entry.State: OutboxState.Waiting or OutboxState.Dead } row) return false;
        if (row.Entry.State == OutboxState.Dead)
        {
            row.Entry = row.Entry with
            {
                AttemptCount = 0, Attempts = [], FirstSentAt = row.Entry.FirstSentAt is null ? null : at, EndedAt = null, Reason = OutboxReason.None, ExpiresAt = expiresAt,
            };
        }
        row.Delay(notBefore, at);
        return true;
    }

    public bool Discard(Guid id, DateTimeOffset at)
    {
        if (Find(id) is not { Owner: null, Entry.State: OutboxState.Waiting or OutboxState.Dead } row) return false;
        row.End(OutboxState.Discarded, at, OutboxReason.None);
        return true;
    }

    public OutboxCounts Count() => new(
        _rows.GroupBy(row => row.Entry.State).ToDictionary(rows => rows.Key, rows => rows.Count()),
        _rows.Where(row => row.IsLive).Sum(row => row.Bytes),
        _rows.Find(row => row.Entry.State is OutboxState.Waiting or OutboxState.Replaying)?.Entry.CreatedAt);

    private Row? Find(Guid id) => _rows.Find(row => row.Entry.Id == id);

    private bool IsFreeHead(Row row) => row is { Owner: null, Entry.State: OutboxState.Waiting }
        && !_rows.Exists(other => other.SameLane(row.Entry) && other.Entry.State == OutboxState.Replaying)
        && _rows.Find(other => other.SameLane(row.Entry) && other.Entry.State == OutboxState.Waiting) == row;

    private List<Row> Needless(OutboxEntry given, out bool dropsOut)
    {
        dropsOut = false;
        if (given.Compaction == OutboxCompaction.None || HasCondition(given)) return [];
        var same = _rows.Where(row => row.IsLive && row.SameLane(given) && row.Entry.Uri.AbsoluteUri == given.Uri.AbsoluteUri).ToList();
        if (given.Method == "PUT") return same.FindAll(row => row.MayGo && row.Entry.Method == "PUT" && !HasCondition(row.Entry));
        if (given.Method != "DELETE" || given.Compaction != OutboxCompaction.DropPairs) return [];
        var create = same.FindLastIndex(row => row.MayGo && row.Entry.Method == "PUT" && row.Entry.Headers.Any(header => header is { Key: "If-None-Match", Value: "*" }));
        dropsOut = create >= 0 && same[create..].TrueForAll(row => row.MayGo && !row.Entry.MayHaveArrived);
        return dropsOut ? same[create..] : [];
    }

    private void MakeRoom(OutboxBounds bounds, Row newest)
    {
        // OrderBy keeps the order of append among equals.
        foreach (var ended in _rows.Where(row => !row.IsLive && row != newest).OrderBy(row => row.Entry.EndedAt).ToList())
        {
            if (_rows.Count <= bounds.MaxEntries && _rows.Sum(row => row.Bytes) <= bounds.MaxBytes) return;
            _rows.Remove(ended);
        }
    }

    private static bool HasCondition(OutboxEntry entry) => entry.Headers.Any(header => header.Key.StartsWith("If-", StringComparison.Ordinal));

    private static string Content(OutboxEntry entry) =>
        $"{entry.Method} {entry.Uri.AbsoluteUri} {string.Join(",", entry.Headers.Where(header => header.Key == "Content-Type"))} {Encoding.UTF8.GetString(entry.Body.GetValueOrDefault().Span)}";

    internal sealed class Row(OutboxEntry given)
    {
        public OutboxEntry Given { get; } = given;

        public OutboxEntry Entry { get; set; } = given;

        public string? Owner { get; set; }

        public int Fence { get; private set; }

        public DateTimeOffset? LeasedAt { get; set; }

        public bool IsJoined { get; set; }

        public bool IsLive => Entry.State is OutboxState.Trying or OutboxState.Waiting or OutboxState.Replaying or OutboxState.Dead;

        public bool MayGo => Entry.State == OutboxState.Waiting && Owner is null;

        public long Bytes => IsLive ? OutboxSamples.BytesOf(Entry) : OutboxSamples.EndedBytesOf(Entry);

        public DateTimeOffset DueAt => Entry.ExpiresAt < Entry.NotBefore ? Entry.ExpiresAt.Value : Entry.NotBefore;

        public bool IsDue(DateTimeOffset now) => Entry.NotBefore <= now || Entry.ExpiresAt <= now || now < Entry.NotBeforeSetAt;

        public bool SamePartition(OutboxEntry other) => (other.Partition, other.OwnPartition) == (Given.Partition, Given.OwnPartition);

        public bool SameLane(OutboxEntry other) => SamePartition(other) && other.Lane == Given.Lane;

        public void LeaseTo(OutboxState state, string owner)
        {
            Entry = Entry with { State = state };
            Owner = owner;
            Fence++;
        }

        public void Tried(OutboxChange change)
        {
            Entry = Entry with { Answer = change.Answer ?? Entry.Answer, CredentialsMark = change.CredentialsMark ?? Entry.CredentialsMark };
            if (change.Attempt is not { } attempt) return;
            Entry = Entry with { AttemptCount = Entry.AttemptCount + 1, Attempts = [.. Entry.Attempts.Append(attempt).TakeLast(16)] };
            if (attempt.MayHaveArrived && Entry.FirstSentAt is null) Entry = Entry with { FirstSentAt = attempt.StartedAt };
        }

        public void Delay(DateTimeOffset notBefore, DateTimeOffset at) => Entry = Entry with { State = OutboxState.Waiting, NotBefore = notBefore, NotBeforeSetAt = at };

        public void End(OutboxState state, DateTimeOffset at, OutboxReason reason) =>
            Entry = Entry with { State = state, EndedAt = at, Reason = reason, Body = state == OutboxState.Dead ? Entry.Body : null };
    }
}
