namespace Coalesce.Http.Testing;

/// <summary>Counts up and lets tests wait for a count.</summary>
internal sealed class Tally(string what)
{
    private readonly Lock _lock = new();
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiters = [];
    private int _count;

    public int Count
    {
        get
        {
            lock (_lock) return _count;
        }
    }

    public void Add()
    {
        lock (_lock)
        {
            _count++;
            foreach (var (count, reached) in _waiters)
            {
                if (count <= _count) reached.TrySetResult();
            }
            _waiters.RemoveAll(w => w.Count <= _count);
        }
    }

    /// <summary>Completes once the count is at least <paramref name="count"/>.</summary>
    public async Task WaitForAsync(int count)
    {
        Task reached;
        lock (_lock)
        {
            if (_count >= count) return;
            // Continuations run elsewhere: Add is called by the code under test and must not run a test's next lines.
            var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((count, source));
            reached = source.Task;
        }
        try
        {
            await Wait.ForAsync(reached);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Waited {Wait.Limit.TotalSeconds:0} s for {count} {what}, saw {Count}.");
        }
    }
}
