namespace Coalesce.Http.Broker;

/// <summary>An entry with the right to send it.</summary>
/// <param name="Entry">The whole entry.</param>
/// <param name="Lease">The lease.</param>
public sealed record OutboxLeased(OutboxEntry Entry, OutboxLease Lease);
