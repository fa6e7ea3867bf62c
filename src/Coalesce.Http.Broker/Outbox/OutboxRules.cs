namespace Coalesce.Http.Broker.Outbox;

/// <summary>What a route says of its mutations. An entry keeps what must not change under it; the rest is looked up, by the route's text, at each replay.</summary>
internal sealed record OutboxRules
{
    /// <summary>For entries whose route is no longer configured: they are delivered all the same.</summary>
    public static readonly OutboxRules Default = new();

    public QueueWhen Queue { get; init; }

    /// <summary>With <see cref="QueueWhen.DownOrSlow"/>: how long a caller waits for a head, from the hand-over.</summary>
    public TimeSpan SlowAfter { get; init; } = Timeout.InfiniteTimeSpan;

    public OutboxCompaction Compaction { get; init; }

    public TimeSpan? ExpiresAfter { get; init; }

    public int? MaxAttempts { get; init; }

    /// <summary>How long the server remembers a key.</summary>
    public TimeSpan ReplayFor { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The hours of the day in which it may be sent.</summary>
    public DailyWindow? Window { get; init; }

    public Backoff Backoff { get; init; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));

    /// <summary>How long a replay may take to its head.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether a 2xx at the end of a redirect to another method or origin is a delivery.</summary>
    public bool RedirectIsSuccess { get; init; }
}
