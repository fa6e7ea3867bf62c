namespace Coalesce.Http.Broker;

/// <summary>Shows and steers the answers that one client keeps. All members are safe to call from any thread at any time.</summary>
public interface IRequestCache
{
    /// <summary>What it did since the client was created.</summary>
    CacheCounts GetCounts();

    /// <summary>Answers no more of what is kept for a URI, whoever asks; nor of what a request brings that has begun by now.</summary>
    /// <param name="uri">The absolute URI, with its query; a fragment is passed over.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ArgumentException"><paramref name="uri"/> is not absolute.</exception>
    Task InvalidateAsync(Uri uri, CancellationToken cancellationToken = default);

    /// <summary>The same for all answers of a route.</summary>
    /// <param name="route">The route as it was configured, for example <c>GET /posts/{id}</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task InvalidateRouteAsync(string route, CancellationToken cancellationToken = default);

    /// <summary>The same for all answers with a tag.</summary>
    /// <param name="tag">The tag, as a route's <c>Tags</c> give it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task InvalidateTagAsync(string tag, CancellationToken cancellationToken = default);

    /// <summary>Drops all answers of a partition, for example at a log-out, or all there are.</summary>
    /// <param name="partition">The value that <c>Partition</c> or <c>WithPartition</c> gave; with both, either one matches. <see langword="null"/>: all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task ClearAsync(string? partition = null, CancellationToken cancellationToken = default);
}
