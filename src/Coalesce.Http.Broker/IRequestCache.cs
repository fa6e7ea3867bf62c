namespace Coalesce.Http.Broker;

/// <summary>Shows and steers the answers that one client keeps. All members are safe to call from any thread at any time.</summary>
/// <remarks>With a second level, all of them tell it, and so all processes that start later; the others keep what they have in memory while it is fresh.</remarks>
public interface IRequestCache
{
    /// <summary>What it did since the client was created.</summary>
    CacheCounts GetCounts();

    /// <summary>Answers no more of what is kept for a URI, whoever asks; nor of what a request brings that has begun by now.</summary>
    /// <param name="uri">The absolute URI, with its query; a fragment is passed over.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ArgumentException"><paramref name="uri"/> is not absolute.</exception>
    /// <exception cref="IOException">The second level could not be told. Memory is swept, and this process uses nothing of it from there until it is told.</exception>
    Task InvalidateAsync(Uri uri, CancellationToken cancellationToken = default);

    /// <summary>The same for all answers of a route; in a second level, for all of the client.</summary>
    /// <param name="route">The route as it was configured, for example <c>GET /posts/{id}</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="IOException">The second level could not be told. Memory is swept, and this process uses nothing of it from there until it is told.</exception>
    Task InvalidateRouteAsync(string route, CancellationToken cancellationToken = default);

    /// <summary>The same for all answers with a tag; in a second level, for all of the client.</summary>
    /// <param name="tag">The tag, as a route's <c>Tags</c> give it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="IOException">The second level could not be told. Memory is swept, and this process uses nothing of it from there until it is told.</exception>
    Task InvalidateTagAsync(string tag, CancellationToken cancellationToken = default);

    /// <summary>Drops all answers of a partition, for example at a log-out, or all there are.</summary>
    /// <param name="partition">The value that <c>Partition</c> or <c>WithPartition</c> gave; with both, either one matches. <see langword="null"/>: all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="IOException">The second level could not be told. Memory is swept, and this process uses nothing of it from there until it is told.</exception>
    Task ClearAsync(string? partition = null, CancellationToken cancellationToken = default);
}
