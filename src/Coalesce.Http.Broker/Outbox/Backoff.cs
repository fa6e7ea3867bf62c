namespace Coalesce.Http.Broker.Outbox;

/// <summary>
/// Exponential back-off with full jitter: anything up to the first delay, doubled with each failure, up to the longest. Polly's own counts inside one execution; these delays outlive the process.
/// </summary>
internal readonly record struct Backoff(TimeSpan First, TimeSpan Longest)
{
    /// <param name="failures">How many attempts have failed, at least 1.</param>
    /// <param name="random">0 to 1.</param>
    public TimeSpan DelayAfter(int failures, double random)
    {
        // 2^40 seconds are past any longest delay, and nothing overflows before.
        var cap = Math.Min(Longest.TotalSeconds, First.TotalSeconds * Math.Pow(2, Math.Min(failures - 1, 40)));
        return TimeSpan.FromSeconds(cap * random);
    }
}
