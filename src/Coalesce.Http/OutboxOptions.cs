using Coalesce.Http.Broker;

namespace Coalesce.Http;

/// <summary>How the outbox of a client keeps and replays. What holds for single routes is in <see cref="RouteOptions"/>.</summary>
public sealed class OutboxOptions
{
    /// <summary>How many entries that have not ended, dead letters included, may be kept. Default 100,000, at least 1.</summary>
    public int MaxEntries { get; set; } = 100_000;

    /// <summary>How many bytes of URI, headers and body they may have together. Default 256 MiB, at least <see cref="MaxBody"/>.</summary>
    public long MaxBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>How many bytes the body of one entry may have. Default 1 MiB, 0 to 1 GiB.</summary>
    public int MaxBody { get; set; } = 1024 * 1024;

    /// <summary>How many replays may run at once, each of a lane of its own. Default 4, 1 to 1,000.</summary>
    public int MaxReplays { get; set; } = 4;

    /// <summary>How long what has ended is kept, so that its receipt can be asked for; dead letters stay until they are retried or discarded. Default 24 h, 0 to 1 year.</summary>
    public TimeSpan KeepDelivered { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// How long a process that does not renew its leases keeps its entries from others. On one machine they need not wait for a process that has ended. Default 30 s, 1 s to 1 h.
    /// </summary>
    public TimeSpan LeaseLength { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Whether this process can send an entry now, as whoever it belongs to; asked before each replay. Default <see langword="null"/>: an entry without a partition yes, one with a partition
    /// only while <see cref="CoalescingOptions.Partition"/>, run on the replay's request, returns the same. A server that replays for many users answers yes, and chooses the
    /// credentials by <see cref="HttpRequestMessageExtensions.GetPartition"/>.
    /// </summary>
    public Func<OutboxEntry, bool>? CanReplay { get; set; }

    /// <summary>Is run on the request of each replay, to add what only the app knows. The key must stay as it is. What it throws keeps the entry. Default <see langword="null"/>.</summary>
    public Func<HttpRequestMessage, OutboxEntry, CancellationToken, ValueTask>? OnReplaying { get; set; }

    /// <summary>Decides what becomes of an entry that met a 409 or 412. What it throws keeps the entry. Default <see langword="null"/>: it becomes a dead letter.</summary>
    public Func<OutboxEntry, OutboxAnswer, CancellationToken, ValueTask<ConflictDecision>>? OnConflict { get; set; }

    /// <summary>Is told of each entry that became a dead letter. Default <see langword="null"/>.</summary>
    public Func<OutboxEntry, OutboxOutcome, CancellationToken, ValueTask>? OnRejected { get; set; }
}
