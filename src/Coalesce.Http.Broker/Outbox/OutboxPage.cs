namespace Coalesce.Http.Broker;

/// <summary>Some of the entries that a query asks for.</summary>
/// <param name="Entries">The entries, oldest first, without their bodies.</param>
/// <param name="After">Where the next page begins; <see langword="null"/>: this was the last.</param>
public sealed record OutboxPage(IReadOnlyList<OutboxEntry> Entries, long? After);
