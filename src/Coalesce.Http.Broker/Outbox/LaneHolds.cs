namespace Coalesce.Http.Broker.Outbox;

/// <summary>The lanes that wait for credentials. Known to this process alone: the next start tries them again.</summary>
internal sealed class LaneHolds
{
    private readonly Lock _gate = new();
    // Marks for which others were vouched: those of refreshed tokens. What is forgotten is only held and asked for again.
    private const int MaxVouched = 1_000;
    private readonly Dictionary<(string Lane, string? Partition, string? Own), (LaneHold Hold, string? Mark)> _holds = [];

    // The mark of whoever was there when somebody vouched; null: nobody has left since.
    private readonly Dictionary<string, string?> _vouched = [];

    public void Add(OutboxEntry entry, LaneHoldReason why)
    {
        lock (_gate) _holds[KeyOf(entry)] = (new LaneHold(entry.Lane, entry.Partition, entry.OwnPartition, entry.Uri.Authority, entry.Id, why), entry.CredentialsMark);
    }

    public bool Has(OutboxEntry entry)
    {
        lock (_gate) return _holds.Count > 0 && _holds.ContainsKey(KeyOf(entry));
    }

    /// <summary>An entry stands first in its lane. Where the lane is held for another, that one was ended, maybe by another process: the lane is held no longer.</summary>
    public void SawFirst(OutboxEntry head)
    {
        lock (_gate)
        {
            if (_holds.Count > 0 && _holds.TryGetValue(KeyOf(head), out var held) && held.Hold.EntryId != head.Id) _holds.Remove(KeyOf(head));
        }
    }

    /// <summary>Whether what left with credentials may leave with these. Whoever vouched did so for those of that moment: the first that leave then, and no others later.</summary>
    /// <param name="mark">The mark of the first attempt's; <see langword="null"/>: none is known.</param>
    /// <param name="now">The mark of those it would leave with; <see langword="null"/>: there are none.</param>
    public bool Accepts(string? mark, string? now)
    {
        if (mark is null || mark == now) return true;
        lock (_gate)
        {
            if (!_vouched.TryGetValue(mark, out var vouched)) return false;
            if (vouched is null && now is not null) _vouched[mark] = now;
            return vouched is null || vouched == now;
        }
    }

    /// <summary>The entry has ended: its lane is held for its sake no longer.</summary>
    public void Forget(OutboxEntry entry)
    {
        lock (_gate)
        {
            if (_holds.TryGetValue(KeyOf(entry), out var held) && held.Hold.EntryId == entry.Id) _holds.Remove(KeyOf(entry));
        }
    }

    /// <summary>Somebody says that the credentials are right now.</summary>
    /// <param name="partition">Either of the pair; <see langword="null"/>: of all.</param>
    /// <returns>Those that were released.</returns>
    public List<LaneHold> Release(string? partition) =>
        Release(hold => partition is null || hold.Partition == partition || hold.OwnPartition == partition, vouches: true);

    /// <summary>The server has accepted something of the same partition.</summary>
    public List<LaneHold> ReleaseAfter(OutboxEntry accepted) => Release(
        hold => hold.Why is LaneHoldReason.Unauthorized or LaneHoldReason.Redirected && hold.Authority == accepted.Uri.Authority
            && hold.Partition == accepted.Partition && hold.OwnPartition == accepted.OwnPartition, vouches: false);

    public List<LaneHold> Snapshot()
    {
        lock (_gate) return [.. _holds.Values.Select(held => held.Hold)];
    }

    private List<LaneHold> Release(Func<LaneHold, bool> which, bool vouches)
    {
        lock (_gate)
        {
            if (_holds.Count == 0) return [];
            List<(LaneHold Hold, string? Mark)> released = [.. _holds.Values.Where(held => which(held.Hold))];
            foreach (var (hold, mark) in released)
            {
                _holds.Remove((hold.Lane, hold.Partition, hold.OwnPartition));
                if (vouches && mark is not null && hold.Why == LaneHoldReason.CredentialsChanged) Vouch(mark);
            }
            return released.ConvertAll(held => held.Hold);
        }
    }

    private void Vouch(string mark)
    {
        if (_vouched.Count >= MaxVouched) _vouched.Clear();
        _vouched[mark] = null;
    }

    private static (string Lane, string? Partition, string? Own) KeyOf(OutboxEntry entry) => (entry.Lane, entry.Partition, entry.OwnPartition);
}
