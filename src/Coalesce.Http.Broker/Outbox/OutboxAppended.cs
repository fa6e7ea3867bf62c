namespace Coalesce.Http.Broker;

/// <summary>The answer to an append.</summary>
/// <param name="Result">What became of the mutation.</param>
/// <param name="Entry">The entry as it is stored: the new one, or the one that was joined; <see langword="null"/> where nothing was stored.</param>
/// <param name="Lease">With <see cref="OutboxAppendResult.Trying"/> and <see cref="OutboxAppendResult.Waiting"/>: the writer's lease.</param>
/// <param name="Compacted">The waiting entries that were made needless.</param>
public sealed record OutboxAppended(OutboxAppendResult Result, OutboxEntry? Entry, OutboxLease Lease, IReadOnlyList<Guid> Compacted);
