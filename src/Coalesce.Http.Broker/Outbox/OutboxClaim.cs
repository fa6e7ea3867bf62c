namespace Coalesce.Http.Broker;

/// <summary>
/// Another process's lease as it looks now. It holds no time, because clocks differ: who sees it unchanged for the whole lease length, on a clock of its own, may end it.
/// </summary>
/// <param name="Lease">The lease.</param>
/// <param name="Renewals">How often its owner has renewed its leases.</param>
public readonly record struct OutboxClaim(OutboxLease Lease, long Renewals);
