using Coalesce.Http.Broker;
using Coalesce.Http.Broker.Messages;
using Coalesce.Http.Caching.Distributed;

namespace Coalesce.Http.Caching;

/// <summary>What people and dashboards see of a cache, and do to it.</summary>
internal sealed class CacheSteering(ResponseCache cache, SecondLevel? second, CacheCounters counters, Func<long> lastFlight) : IRequestCache
{
    public CacheCounts GetCounts() => counters.Read();

    public Task InvalidateAsync(Uri uri, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(uri);
        if (!uri.IsAbsoluteUri) throw new ArgumentException($"'{uri}' is not absolute: give the whole URI, as requests for it have it.", nameof(uri));
        var mark = CacheMark.OfUri(UriText.Of(uri));
        return ForgetAsync(mark, mark, cancellationToken);
    }

    public Task InvalidateRouteAsync(string route, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(route);
        return ForgetAsync(CacheMark.OfRoute(route), CacheMark.All, cancellationToken);
    }

    public Task InvalidateTagAsync(string tag, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tag);
        return ForgetAsync(CacheMark.OfTag(tag), CacheMark.All, cancellationToken);
    }

    public Task ClearAsync(string? partition, CancellationToken cancellationToken)
    {
        var mark = partition is null ? CacheMark.All : CacheMark.OfPartition(partition);
        return ForgetAsync(mark, mark, cancellationToken);
    }

    /// <summary>The second level first: who looks there before it knows has begun before memory is swept, and finds nothing then.</summary>
    private async Task ForgetAsync(string mark, string markInSecond, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var isTold = second is null || await second.ForgetAsync(markInSecond).ConfigureAwait(false);
        cache.Sweep(mark, lastFlight());
        if (!isTold) throw new IOException("The second level of the cache could not be told. This process takes nothing of it from there until it is; others may, so try again.");
    }
}
