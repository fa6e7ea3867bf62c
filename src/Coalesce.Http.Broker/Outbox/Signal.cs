namespace Coalesce.Http.Broker.Outbox;

/// <summary>Wakes one waiter; signals that come before it waits count as one.</summary>
#pragma warning disable CA1001 // a semaphore whose wait handle nobody asks for holds nothing to dispose
internal sealed class Signal(TimeProvider time)
#pragma warning restore CA1001
{
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(45);
    private readonly SemaphoreSlim _set = new(0, 1);

    public void Set()
    {
        try
        {
            if (_set.CurrentCount == 0) _set.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another thread set it between.
        }
    }

    /// <summary>Waits for the signal, at most so long.</summary>
    public async Task WaitAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(limit < LongestTimer ? limit : LongestTimer, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            await _set.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The time is up.
        }
    }
}
