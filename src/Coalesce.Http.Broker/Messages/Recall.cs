namespace Coalesce.Http.Broker.Messages;

/// <summary>Takes one caller's request back, for a reason: while it waits, and until its body ends.</summary>
#pragma warning disable CA1001 // a source without timer or link holds nothing to dispose
internal sealed class Recall
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _source = new();
    private Func<Exception>? _reason;

    public CancellationToken Token => _source.Token;

    /// <summary>Makes the exception that the caller gets; <see langword="null"/> until the request is taken back.</summary>
    public Func<Exception>? Reason => Volatile.Read(ref _reason);

    /// <summary>Is told what callbacks on the token threw. They are not ours, and the thread they run on is the pool's.</summary>
    public Action<Exception>? Threw { private get; set; }

    /// <summary>Takes the request back; the first reason counts. What waits on the token goes on on the pool, never under the caller's gate.</summary>
    public void Fire(Func<Exception> reason)
    {
        if (Interlocked.CompareExchange(ref _reason, reason, null) is not null) return;
        ThreadPool.UnsafeQueueUserWorkItem(static recall => recall.Cancel(), this, preferLocal: false);
    }

    private void Cancel()
    {
        try
        {
            _source.Cancel();
        }
        catch (AggregateException e)
        {
            Threw?.Invoke(e);
        }
    }
}
