namespace Coalesce.Http.Caching;

/// <summary>The lists of answers that a URI has.</summary>
/// <param name="Count">How many there are, those that were replaced and have not been cleared away among them.</param>
/// <param name="Only">The key of all of them; <see langword="null"/>: they have several, or had.</param>
internal readonly record struct UriLists(int Count, CacheKey? Only)
{
    public UriLists With(CacheKey key) => new(Count + 1, key.Equals(Only) ? Only : null);
}
