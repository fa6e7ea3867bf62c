namespace Coalesce.Http.Broker;

/// <summary>How much a client has in the outbox.</summary>
/// <param name="ByState">How many entries are in each state that has any.</param>
/// <param name="Bytes">Bytes of URI, headers and body of those that have not ended.</param>
/// <param name="Oldest">When the oldest that waits or is replaying was handed over, by the wall clock.</param>
public sealed record OutboxCounts(IReadOnlyDictionary<OutboxState, int> ByState, long Bytes, DateTimeOffset? Oldest);
