namespace Coalesce.Http.Tests.Caching.Model;

/// <summary>What an origin says of its answers, and what the model makes of it.</summary>
internal sealed record ModelPolicy(string? CacheControl, int Lifetime = 0, bool NoStore = false, bool NoCache = false, bool MustRevalidate = false, int Beside = 0, int? OnError = null, bool HasTag = true, bool Varies = false)
{
    public static readonly ModelPolicy[] All =
    [
        new("max-age=10", 10), new("max-age=10", 10, HasTag: false), new("max-age=10", 10, Varies: true), new("max-age=6, must-revalidate", 6, MustRevalidate: true), new("no-store", NoStore: true),
        new("no-cache", NoCache: true), new("max-age=5, stale-while-revalidate=10", 5, Beside: 10), new("max-age=5, stale-if-error=20", 5, OnError: 20, Varies: true), new("max-age=0"), new(CacheControl: null),
    ];
}
