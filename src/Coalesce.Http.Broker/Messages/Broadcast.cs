namespace Coalesce.Http.Broker.Messages;

/// <summary>Tells all who wait that something has happened. Costs nothing while nobody waits.</summary>
internal sealed class Broadcast
{
    private TaskCompletionSource? _next;

    /// <summary>Completes at the next <see cref="Tell"/>. Ask for it before looking at what it tells of.</summary>
    public Task Next()
    {
        var fresh = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return (Interlocked.CompareExchange(ref _next, fresh, null) ?? fresh).Task;
    }

    public void Tell()
    {
        if (Volatile.Read(ref _next) is not null) Interlocked.Exchange(ref _next, null)?.TrySetResult();
    }
}
