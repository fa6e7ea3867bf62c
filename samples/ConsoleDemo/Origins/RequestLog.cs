namespace ConsoleDemo.Origins;

/// <summary>What the origin saw, in order of arrival. The acts prove their claims from it.</summary>
internal sealed class RequestLog(Clock clock)
{
    private readonly Lock _lock = new();
    private readonly List<LoggedRequest> _requests = [];
    private readonly List<(Func<bool> Condition, TaskCompletionSource Met)> _waiters = [];
    private int _open;

    /// <summary>How many requests have arrived.</summary>
    public int Arrived { get { lock (_lock) return _requests.Count; } }

    /// <summary>How many requests have ended, answered or aborted.</summary>
    public int Ended { get { lock (_lock) return _requests.Count - _open; } }

    public IReadOnlyList<LoggedRequest> Snapshot()
    {
        lock (_lock) return [.. _requests];
    }

    public LoggedRequest Arrive(string id, string method, string url)
    {
        lock (_lock)
        {
            var request = new LoggedRequest(id, method, url, clock.Now);
            _requests.Add(request);
            _open++;
            Notify();
            return request;
        }
    }

    public void End(LoggedRequest request, int status, bool aborted)
    {
        lock (_lock)
        {
            request.Status = status;
            request.Aborted = aborted;
            request.Ended ??= clock.Now;
            _open--;
            Notify();
        }
    }

    /// <summary>Waits until the log is as wished, or the limit has passed.</summary>
    /// <returns>Whether it came to be.</returns>
    public async Task<bool> UntilAsync(Func<RequestLog, bool> condition, TimeSpan limit, CancellationToken cancellationToken)
    {
        var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (condition(this)) return true;
            _waiters.Add((() => condition(this), met));
        }
        try
        {
            await met.Task.WaitAsync(limit, clock.Time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Waits until every request that arrived has ended, at most five seconds.</summary>
    public Task<bool> IdleAsync(CancellationToken cancellationToken) =>
        UntilAsync(log => log.Ended == log.Arrived, TimeSpan.FromSeconds(5), cancellationToken);

    private void Notify()
    {
        foreach (var (condition, met) in _waiters)
        {
            if (condition()) met.TrySetResult();
        }
        _waiters.RemoveAll(static waiter => waiter.Met.Task.IsCompleted);
    }
}
