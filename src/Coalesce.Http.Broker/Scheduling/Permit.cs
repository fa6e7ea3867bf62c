namespace Coalesce.Http.Broker.Scheduling;

/// <summary>A permit in the hands of one attempt: given back once, by whoever is first to see that the wire is not used any more.</summary>
internal sealed class Permit(RequestScheduler scheduler, Turn turn)
{
    private long _lastBytes = scheduler.Time.GetTimestamp();
    private int _released;

    public bool IsReleased => Volatile.Read(ref _released) != 0;

    /// <summary>For how long no byte of the body has come: nobody reads it, or the wire is silent.</summary>
    public TimeSpan Silence => scheduler.Time.GetElapsedTime(Volatile.Read(ref _lastBytes));

    public void SawBytes() => Volatile.Write(ref _lastBytes, scheduler.Time.GetTimestamp());

    public void Release()
    {
        if (Interlocked.Exchange(ref _released, 1) == 0) scheduler.Release(turn);
    }
}
