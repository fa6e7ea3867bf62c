namespace Coalesce.Http.Broker.Messages;

/// <summary>Timers that outlive the call which happens to make them: they keep nobody's ExecutionContext.</summary>
internal static class QuietTimer
{
    /// <summary>A timer that is not armed yet.</summary>
    public static ITimer Create(TimeProvider time, Action action)
    {
        if (ExecutionContext.IsFlowSuppressed()) return CreateHere(time, action);
        using (ExecutionContext.SuppressFlow()) return CreateHere(time, action);
    }

    private static ITimer CreateHere(TimeProvider time, Action action) =>
        time.CreateTimer(static state => ((Action)state!)(), action, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
}
