using Coalesce.Http.Broker;

namespace Coalesce.Http.Caching;

/// <summary>Counts what the cache did.</summary>
internal sealed class CacheCounters
{
    private long _hits, _misses, _stale, _revalidations;

    public void Hit(bool isStale)
    {
        Interlocked.Increment(ref _hits);
        if (isStale) Interlocked.Increment(ref _stale);
    }

    public void Miss() => Interlocked.Increment(ref _misses);

    public void Revalidated() => Interlocked.Increment(ref _revalidations);

    public CacheCounts Read() => new(Volatile.Read(ref _hits), Volatile.Read(ref _misses), Volatile.Read(ref _stale), Volatile.Read(ref _revalidations));
}
