namespace Coalesce.Http.Broker;

/// <summary>
/// Shows and steers what one named client has under way. A singleton per client name; resolve it as a keyed service by
/// that name, or through <see cref="IRequestBrokers"/>. All members are safe to call from any thread at any time.
/// </summary>
public interface IRequestBroker
{
    /// <summary>The name of the client this broker serves.</summary>
    string Name { get; }

    /// <summary>Whether <see cref="Pause"/> is in effect.</summary>
    bool IsPaused { get; }

    /// <summary>The flights under way: shared sends whose body has not ended. A snapshot, in no particular order.</summary>
    IReadOnlyList<FlightInfo> GetFlights();

    /// <summary>The requests that wait for their turn, in the order in which they will be served. A snapshot.</summary>
    IReadOnlyList<WaitingRequestInfo> GetWaiting();

    /// <summary>Stops giving turns. What is on the wire goes on; everything else waits until <see cref="Resume"/>.</summary>
    void Pause();

    /// <summary>Gives turns again after <see cref="Pause"/>.</summary>
    void Resume();

    /// <summary>
    /// Cancels every flight and every waiting request of a route. Their callers get an
    /// <see cref="OperationCanceledException"/> that says it was the broker.
    /// </summary>
    /// <param name="route">The route as it was configured, for example <c>GET /search</c>.</param>
    /// <returns>How many were cancelled.</returns>
    int CancelRoute(string route);

    /// <summary>Cancels every flight and every waiting request of a partition, for example at a logout.</summary>
    /// <param name="partition">The value that <c>Partition</c> or <c>WithPartition</c> gave; with both, either one matches.</param>
    /// <returns>How many were cancelled.</returns>
    int CancelPartition(string partition);

    /// <summary>Cancels one flight.</summary>
    /// <param name="id">The <see cref="FlightInfo.Id"/> of the flight.</param>
    /// <returns>Whether the flight was still under way.</returns>
    bool CancelFlight(long id);

    /// <summary>Waits until no flight is under way and no request waits for its turn.</summary>
    /// <param name="limit">How long to wait at most; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="cancellationToken">Ends the wait early.</param>
    /// <returns><see langword="true"/> when all was done, <see langword="false"/> when the limit passed first.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    Task<bool> DrainAsync(TimeSpan limit, CancellationToken cancellationToken = default);

    /// <summary>Shows and steers the mutations that are kept until they are delivered.</summary>
    /// <exception cref="InvalidOperationException">The client has no store for them.</exception>
    IRequestOutbox Outbox { get; }

    /// <summary>Shows and steers the answers that are kept.</summary>
    /// <exception cref="InvalidOperationException">The client keeps none.</exception>
    IRequestCache Cache { get; }

    /// <summary>
    /// What happens from now on, one way from the broker to the watcher. Each enumeration is a watcher of its own and holds
    /// up to 1,024 events; a watcher that falls further behind loses the oldest, never delays a request.
    /// </summary>
    IAsyncEnumerable<BrokerEvent> Events { get; }
}
