namespace Coalesce.Http.Broker;

/// <summary>The heads of free lanes, as far as a client may send them now.</summary>
/// <param name="Entries">Those that are due, oldest first, without their bodies.</param>
/// <param name="Next">When the next of all heads is due that is not yet, on this page or another; <see langword="null"/>: none waits for its time.</param>
/// <param name="After">Where the next look goes on when there may be more; <see langword="null"/>: this was all.</param>
public sealed record OutboxDue(IReadOnlyList<OutboxEntry> Entries, DateTimeOffset? Next, long? After);
