using Coalesce.Http.Broker;

namespace ConsoleDemo.Acts;

/// <summary>A like as its user saw it.</summary>
/// <param name="Number">1 for the first of all.</param>
/// <param name="Post">What was liked.</param>
/// <param name="Status">The answer's status.</param>
/// <param name="Latency">How long it took.</param>
/// <param name="Receipt">What the broker gave with a 202; <see langword="null"/> where the origin itself answered.</param>
internal sealed record Like(int Number, int Post, int Status, TimeSpan Latency, OutboxReceipt? Receipt);
