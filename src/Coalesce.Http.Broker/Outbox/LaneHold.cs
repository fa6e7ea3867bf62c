namespace Coalesce.Http.Broker;

/// <summary>A lane that is not replayed until it is released.</summary>
/// <param name="Lane">The lane.</param>
/// <param name="Partition">What the application's <c>Partition</c> delegate said of its entries, or <see langword="null"/>.</param>
/// <param name="OwnPartition">What <c>WithPartition</c> said of its entries, or <see langword="null"/>.</param>
/// <param name="Authority">Host and port that its first entry goes to.</param>
/// <param name="EntryId">Its first entry.</param>
/// <param name="Why">Why it is held.</param>
public sealed record LaneHold(string Lane, string? Partition, string? OwnPartition, string Authority, Guid EntryId, LaneHoldReason Why);
