namespace Coalesce.Http.Caching;

/// <summary>What the cache makes of a request before it is sent.</summary>
/// <param name="Answer">The answer, where none needs to be fetched.</param>
/// <param name="Key">What it is looked up under; <see langword="null"/>: it is none for the cache.</param>
/// <param name="Stored">What is kept for it.</param>
/// <param name="Directives">What the request says.</param>
/// <param name="IsRevalidating">Whether the kept answer is asked about by the request that is sent.</param>
/// <param name="IsByRequest">Whether it would be fresh, and the request alone wants the origin asked.</param>
/// <param name="Renews">Whether the kept answer is to be asked about beside the answer that is given.</param>
internal readonly record struct CacheAsk(HttpResponseMessage? Answer, CacheKey? Key, StoredResponse? Stored, RequestDirectives Directives, bool IsRevalidating = false, bool IsByRequest = false, bool Renews = false);
