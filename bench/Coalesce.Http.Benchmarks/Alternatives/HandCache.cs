using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using ZiggyCreatures.Caching.Fusion;

namespace Coalesce.Http.Benchmarks;

/// <summary>
/// What an application writes around <see cref="HttpClient"/> with a general cache: the body as an array, by the URL, for an hour. It knows nothing of HTTP: headers, whose answer it is, validation and
/// writes are left out.
/// </summary>
internal static class HandCache
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1); // as the stub says: longer than all cases take together, which are filled before the first is measured

    /// <returns>How the body at a URL is had; <see langword="null"/>: the alternative is no such cache.</returns>
    public static Func<Uri, ValueTask<byte[]>>? Create(Alternative alternative, HttpClient client)
    {
        if (alternative == Alternative.Memory) return OfMemory(client);
        if (alternative == Alternative.Hybrid) return OfHybrid(client);
        return alternative == Alternative.Fusion ? OfFusion(client) : null;
    }

    private static Func<Uri, ValueTask<byte[]>> OfMemory(HttpClient client)
    {
        var cache = new MemoryCache(new MemoryCacheOptions());
        return async url =>
        {
            if (cache.TryGetValue(url.OriginalString, out byte[]? kept)) return kept!;
            return cache.Set(url.OriginalString, await client.GetByteArrayAsync(url), Kept);
        };
    }

    private static Func<Uri, ValueTask<byte[]>> OfHybrid(HttpClient client)
    {
        var services = new ServiceCollection();
        services.AddHybridCache(options => options.MaximumPayloadBytes = 4 * 1024 * 1024);
        var cache = services.BuildServiceProvider().GetRequiredService<HybridCache>();
        var options = new HybridCacheEntryOptions { Expiration = Kept, LocalCacheExpiration = Kept };
        return url => cache.GetOrCreateAsync(url.OriginalString, (client, url), static async (state, token) => await state.client.GetByteArrayAsync(state.url, token), options);
    }

    private static Func<Uri, ValueTask<byte[]>> OfFusion(HttpClient client)
    {
        var cache = new FusionCache(new FusionCacheOptions());
        var options = new FusionCacheEntryOptions(Kept);
        return url => cache.GetOrSetAsync<byte[]>(url.OriginalString, async (_, token) => await client.GetByteArrayAsync(url, token), options);
    }
}
