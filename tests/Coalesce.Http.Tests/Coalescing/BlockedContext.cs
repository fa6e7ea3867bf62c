using System.Collections.Concurrent;

namespace Coalesce.Http.Tests.Coalescing;

/// <summary>A SynchronizationContext with one thread, as a user interface has: while that is blocked, nothing posted to it runs.</summary>
internal sealed class BlockedContext : SynchronizationContext, IDisposable
{
    private readonly BlockingCollection<Action> _queue = [];

    public BlockedContext()
    {
        var thread = new Thread(() =>
        {
            SetSynchronizationContext(this);
            foreach (var action in _queue.GetConsumingEnumerable()) action();
        }) { IsBackground = true };
        thread.Start();
    }

    public override void Post(SendOrPostCallback d, object? state) => _queue.Add(() => d(state));

    /// <summary>Runs something on the thread; what it returns says how it ended.</summary>
    public Task<T> RunAsync<T>(Func<T> action)
    {
        var source = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _queue.Add(() =>
        {
            try
            {
                source.SetResult(action());
            }
            catch (Exception e)
            {
                source.SetException(e);
            }
        });
        return source.Task;
    }

    public void Dispose() => _queue.CompleteAdding();
}
