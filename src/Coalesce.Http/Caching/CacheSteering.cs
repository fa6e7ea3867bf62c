using Coalesce.Http.Broker;
using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Caching;

/// <summary>What people and dashboards see of a cache, and do to it.</summary>
internal sealed class CacheSteering(ResponseCache cache, CacheCounters counters, Func<long> lastFlight) : IRequestCache
{
    public CacheCounts GetCounts() => counters.Read();

    public Task InvalidateAsync(Uri uri, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(uri);
        if (!uri.IsAbsoluteUri) throw new ArgumentException($"'{uri}' is not absolute: give the whole URI, as requests for it have it.", nameof(uri));
        return ForgetAsync(CacheMark.OfUri(UriText.Of(uri)), cancellationToken);
    }

    public Task InvalidateRouteAsync(string route, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(route);
        return ForgetAsync(CacheMark.OfRoute(route), cancellationToken);
    }

    public Task InvalidateTagAsync(string tag, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tag);
        return ForgetAsync(CacheMark.OfTag(tag), cancellationToken);
    }

    public Task ClearAsync(string? partition, CancellationToken cancellationToken) =>
        ForgetAsync(partition is null ? CacheMark.All : CacheMark.OfPartition(partition), cancellationToken);

    private Task ForgetAsync(string mark, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        cache.Sweep(mark, lastFlight());
        return Task.CompletedTask;
    }
}
