namespace Coalesce.Http.Broker.Flights;

/// <summary>Callers whose verdicts were given at once, linked through themselves: the threads of the pool take them from one line, since an item of the pool for each costs too much.</summary>
/// <remarks>
/// A continuation may block its thread, and must hold up nobody else. So a thread that takes a caller sees to it first that the line waits in the pool's
/// queue for as long as there is anyone left in it: whoever is behind goes on with another thread.
/// </remarks>
internal sealed class CallerLine(FlightCaller first) : IThreadPoolWorkItem
{
    private FlightCaller? _first = first;
    private int _isQueued;

    public void Queue()
    {
        // Not the local queue of a thread, which is emptied last and only by others once that thread is blocked.
        if (Interlocked.Exchange(ref _isQueued, 1) == 0) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    public void Execute()
    {
        Volatile.Write(ref _isQueued, 0);
        var context = ExecutionContext.Capture()!; // on a thread of the pool whose flow nobody has suppressed
        while (Take() is { } caller)
        {
            if (Volatile.Read(ref _first) is not null && Volatile.Read(ref _isQueued) == 0) Queue();
            if (!caller.HandOver()) continue;
            caller.Execute();
            // As the pool does between two items: what one continuation leaves behind reaches no other.
            ExecutionContext.Restore(context);
            if (SynchronizationContext.Current is not null) SynchronizationContext.SetSynchronizationContext(null);
        }
    }

    /// <summary>Takes the first. No caller comes back to the line it was taken from, so one that is still first has not been taken meanwhile.</summary>
    private FlightCaller? Take()
    {
        while (Volatile.Read(ref _first) is { } first)
        {
            var next = first.Next;
            if (Interlocked.CompareExchange(ref _first, next, first) != first) continue;
            first.Next = first.Previous = null; // before it is told: it may join another flight then
            return first;
        }
        return null;
    }
}
