namespace Coalesce.Http.Broker;

/// <summary>The right to send an entry. Whoever finishes under an older fencing number changes nothing.</summary>
/// <param name="Id">The entry.</param>
/// <param name="Owner">The process that holds it.</param>
/// <param name="Fence">Grows with every lease of the entry.</param>
public readonly record struct OutboxLease(Guid Id, string Owner, long Fence);
