namespace Coalesce.Http.Broker.Scheduling;

/// <summary>A permit in the hands of one attempt: given back once, by whoever is first to see that the wire is not used any more.</summary>
internal sealed class Permit(RequestScheduler scheduler, Turn turn)
{
    private long _lastBytes;
    private Action<Permit>? _forget;
    private int _released;

    public bool IsReleased => Volatile.Read(ref _released) != 0;

    /// <summary>Its place among the permits that are watched, or -1. Guarded by the gate of the watch.</summary>
    public int WatchIndex { get; set; } = -1;

    /// <summary>For how long no byte of the body has come: nobody reads it, or the wire is silent.</summary>
    public TimeSpan Silence => scheduler.Time.GetElapsedTime(Volatile.Read(ref _lastBytes));

    public void SawBytes() => Volatile.Write(ref _lastBytes, scheduler.Time.GetTimestamp());

    /// <summary>From here on its body is watched for silence.</summary>
    /// <param name="watch">Begins the watch.</param>
    /// <param name="forget">Ends it, when the permit comes back.</param>
    public void Watch(Action<Permit> watch, Action<Permit> forget)
    {
        _forget = forget;
        watch(this);
    }

    public void Release()
    {
        if (Interlocked.Exchange(ref _released, 1) != 0) return;
        _forget?.Invoke(this);
        scheduler.Release(turn);
    }
}
