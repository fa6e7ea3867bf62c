namespace Coalesce.Http.Broker;

/// <summary>Makes timers of the broker's own: those of a <see cref="TimeProvider"/> keep the ExecutionContext of whoever makes them, here a caller's, as long as they live.</summary>
internal static class ContextFreeTimer
{
    /// <summary>A timer that is not running yet.</summary>
    public static ITimer Create(TimeProvider time, TimerCallback callback, object state)
    {
        if (ExecutionContext.IsFlowSuppressed()) return time.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        using (ExecutionContext.SuppressFlow())
        {
            return time.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
