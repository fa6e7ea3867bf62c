namespace Coalesce.Http.Broker.Outbox;

/// <summary>The lanes that wait for credentials. Known to this process alone: the next start tries them again.</summary>
internal sealed class LaneHolds
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Lane, string? Partition, string? Own), LaneHold> _holds = [];

    // Entries whose credentials somebody has answered for by releasing them.
    private readonly HashSet<Guid> _vouched = [];

    public void Add(OutboxEntry entry, LaneHoldReason why)
    {
        lock (_gate) _holds[KeyOf(entry)] = new LaneHold(entry.Lane, entry.Partition, entry.OwnPartition, entry.Uri.Authority, entry.Id, why);
    }

    public bool Has(OutboxEntry entry)
    {
        lock (_gate) return _holds.Count > 0 && _holds.ContainsKey(KeyOf(entry));
    }

    /// <summary>Whether the entry may leave with other credentials than before.</summary>
    public bool IsVouchedFor(OutboxEntry entry)
    {
        lock (_gate) return _vouched.Contains(entry.Id);
    }

    /// <summary>The entry has ended: nobody need answer for it, and its lane is held for its sake no longer.</summary>
    public void Forget(OutboxEntry entry)
    {
        lock (_gate)
        {
            _vouched.Remove(entry.Id);
            if (_holds.TryGetValue(KeyOf(entry), out var hold) && hold.EntryId == entry.Id) _holds.Remove(KeyOf(entry));
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
        lock (_gate) return [.. _holds.Values];
    }

    private List<LaneHold> Release(Func<LaneHold, bool> which, bool vouches)
    {
        lock (_gate)
        {
            if (_holds.Count == 0) return [];
            List<LaneHold> released = [.. _holds.Values.Where(which)];
            foreach (var hold in released)
            {
                _holds.Remove((hold.Lane, hold.Partition, hold.OwnPartition));
                if (vouches && hold.Why == LaneHoldReason.CredentialsChanged) _vouched.Add(hold.EntryId);
            }
            return released;
        }
    }

    private static (string Lane, string? Partition, string? Own) KeyOf(OutboxEntry entry) => (entry.Lane, entry.Partition, entry.OwnPartition);
}
