namespace Coalesce.Http.Broker.Outbox;

/// <summary>The name of a lane, or a key: it says nothing across partitions.</summary>
internal readonly record struct PartitionedName(string? Partition, string? OwnPartition, string Name);
