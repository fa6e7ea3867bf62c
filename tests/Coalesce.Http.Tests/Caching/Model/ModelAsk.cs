namespace Coalesce.Http.Tests.Caching.Model;

/// <summary>What a request says of fresh and stale, and what the model makes of it.</summary>
internal sealed record ModelAsk(string? CacheControl, bool NoCache = false, bool NoStore = false, int? MaxAge = null, int? MaxStale = null, int MinFresh = 0, bool OnlyIfCached = false)
{
    public static readonly ModelAsk[] All =
    [
        new(CacheControl: null), new(CacheControl: null), new(CacheControl: null), new("no-cache", NoCache: true), new("no-store", NoStore: true), new("max-age=3", MaxAge: 3), new("max-age=0", MaxAge: 0), new("max-stale=5", MaxStale: 5), new("max-stale", MaxStale: int.MaxValue),
        new("min-fresh=4", MinFresh: 4), new("only-if-cached", OnlyIfCached: true), new("max-age=8, max-stale=5", MaxAge: 8, MaxStale: 5),
    ];

    public bool WantsStale => MinFresh == 0 && (MaxAge is null || MaxStale is not null);
}
