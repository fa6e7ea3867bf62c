using ConsoleDemo.Har;

namespace ConsoleDemo.Replaying;

/// <summary>
/// What was asked after a write had ended is asked after it has ended: a caller that reads what it wrote does so milliseconds later, and no replay keeps time that well.
/// </summary>
internal sealed class WriteOrder
{
    private static readonly HashSet<string> Reads = ["GET", "HEAD", "OPTIONS", "TRACE", "QUERY"];

    private readonly List<(DateTimeOffset Ended, Task Call)> _writes = [];

    /// <summary>Completes when all writes that had ended before the request was asked have ended.</summary>
    public Task EndedBeforeAsync(Exchange asked)
    {
        _writes.RemoveAll(static write => write.Call.IsCompleted);
        return Task.WhenAll(_writes.Where(write => write.Ended <= asked.Started).Select(write => write.Call));
    }

    public void Began(Exchange exchange, Task call)
    {
        if (!Reads.Contains(exchange.Target.Method)) _writes.Add((exchange.Ended, call));
    }
}
