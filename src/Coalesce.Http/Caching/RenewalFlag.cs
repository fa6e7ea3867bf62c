namespace Coalesce.Http.Caching;

/// <summary>Whether a kept answer is being asked for anew while callers go on with it: one request at a time does.</summary>
internal sealed class RenewalFlag
{
    private int _isUnderWay;

    public bool TryBegin() => Interlocked.Exchange(ref _isUnderWay, 1) == 0;

    public void End() => Volatile.Write(ref _isUnderWay, 0);
}
