namespace Coalesce.Http.Broker;

/// <summary>What the cache of a client did since it was created.</summary>
/// <param name="Hits">Requests that were answered of what is kept.</param>
/// <param name="Misses">Requests that were sent, because nothing that would do was kept.</param>
/// <param name="Stale">Of the hits, those that were answered with something stale.</param>
/// <param name="Revalidations">Requests that the origin answered with 304: what is kept still holds.</param>
public sealed record CacheCounts(long Hits, long Misses, long Stale, long Revalidations);
