using Coalesce.Http.Broker;

namespace Coalesce.Http.Benchmarks;

/// <summary>One way to make an entry durable.</summary>
internal interface IEnqueue : IAsyncDisposable
{
    /// <summary>Completes when the entry has been synced.</summary>
    ValueTask AddAsync(OutboxEntry entry);
}
