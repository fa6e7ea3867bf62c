namespace Coalesce.Http.Broker.Outbox;

/// <summary>An entry in memory, and what the store alone knows of it. Guarded by the gate of the store.</summary>
/// <param name="entry">The entry.</param>
/// <param name="content">Its content.</param>
/// <param name="number">Its place in the order of append.</param>
internal sealed class StoredEntry(OutboxEntry entry, OutboxContent content, long number)
{
    private long _answerBytes;

    /// <summary>As it stands.</summary>
    public OutboxEntry Entry { get; private set; } = entry;

    public OutboxContent Content => content;

    public long Number => number;

    public PartitionedName Lane { get; } = new(entry.Partition, entry.OwnPartition, entry.Lane);

    public PartitionedName Key { get; } = new(entry.Partition, entry.OwnPartition, entry.IdempotencyKey);

    /// <summary>Whether another caller has its receipt.</summary>
    public bool IsJoined { get; set; }

    /// <summary>Who leases it: while it is trying or replaying, and while it waits and its writer has not acknowledged it.</summary>
    public string? Owner { get; private set; }

    /// <summary>Since when its owner may have sent it.</summary>
    public DateTimeOffset LeasedAt { get; set; } = entry.CreatedAt;

    /// <summary>How often it was leased.</summary>
    public long Fence { get; private set; }

    public OutboxLease Lease => new(Entry.Id, Owner!, Fence);

    public bool IsLive => OutboxTransitions.IsLive(Entry.State);

    /// <summary>What it weighs: of one that has ended, also the answer that is kept of it.</summary>
    public long Bytes => content.HeadBytes + (Entry.Body?.Length ?? 0) + (IsLive ? 0 : _answerBytes);

    /// <summary>The first moment at which there is something to do with it.</summary>
    public DateTimeOffset DueAt => OutboxTransitions.DueAt(Entry);

    public bool IsDue(DateTimeOffset now) => OutboxTransitions.IsDue(Entry, now);

    /// <summary>Only for the client it belongs to, which keeps it in order by what it says here; and for one that is not in yet.</summary>
    /// <param name="next">As it stands from here on.</param>
    /// <param name="owner">Who leases it from here on, if anyone does.</param>
    public void Set(OutboxEntry next, string? owner)
    {
        Entry = next;
        Owner = owner;
        if (owner is not null) Fence++;
    }

    public bool IsLeasedAs(OutboxLease lease) => Owner is not null && Lease == lease;

    public void Weigh(long answerBytes) => _answerBytes = answerBytes;
}
