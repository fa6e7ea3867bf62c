namespace Coalesce.Http.Broker;

/// <summary>Shows and steers the mutations that one client keeps. All members are safe to call from any thread at any time.</summary>
/// <remarks>Members that list or steer throw <see cref="NotSupportedException"/> where the store can only queue, and <see cref="OutboxUnavailableException"/> while it cannot be used.</remarks>
public interface IRequestOutbox
{
    /// <summary>Whether <see cref="Pause"/> is in effect.</summary>
    bool IsPaused { get; }

    /// <summary>Stops replaying. Mutations are taken and kept as before; a replay under way goes on.</summary>
    void Pause();

    /// <summary>Replays again after <see cref="Pause"/>.</summary>
    void Resume();

    /// <summary>Releases the lanes that are held, after a log-in for example.</summary>
    /// <param name="partition">Whose; <see langword="null"/> (default): all.</param>
    /// <param name="cancellationToken">Not used by now: the release is done when this returns.</param>
    /// <returns>How many lanes were released.</returns>
    Task<int> ResumeAsync(string? partition = null, CancellationToken cancellationToken = default);

    /// <summary>The lanes that are held in this process. A snapshot.</summary>
    IReadOnlyList<LaneHold> GetHolds();

    /// <summary>The receipt of an entry, also after a restart.</summary>
    /// <param name="id">The entry.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The receipt, or <see langword="null"/> when there is no such entry, or no longer.</returns>
    ValueTask<OutboxReceipt?> FindAsync(Guid id, CancellationToken cancellationToken = default);

    /// <summary>An entry with the history of its attempts.</summary>
    /// <param name="id">The entry.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The entry, or <see langword="null"/>.</returns>
    ValueTask<OutboxEntry?> GetAsync(Guid id, CancellationToken cancellationToken = default);

    /// <summary>Lists entries, oldest first, without their bodies.</summary>
    /// <param name="query">Which, and how many.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<OutboxPage> ListAsync(OutboxQuery query, CancellationToken cancellationToken = default);

    /// <summary>Counts the entries, and looks for the oldest that waits.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<OutboxCounts> CountAsync(CancellationToken cancellationToken = default);

    /// <summary>Makes an entry due now, one that waits or a dead letter, which gets its attempts and its age anew.</summary>
    /// <param name="id">The entry.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether it is due; false for one that has ended otherwise or is being sent.</returns>
    ValueTask<bool> RetryAsync(Guid id, CancellationToken cancellationToken = default);

    /// <summary>Retries all dead letters of a route, so many a second.</summary>
    /// <param name="route">The route as it was configured; <see langword="null"/>: of all routes.</param>
    /// <param name="perSecond">How many become due each second, more than 0.</param>
    /// <param name="cancellationToken">Ends it early; what was retried stays so.</param>
    /// <returns>How many were retried.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="perSecond"/> is not more than 0.</exception>
    Task<int> RetryAllAsync(string? route, double perSecond, CancellationToken cancellationToken = default);

    /// <summary>Makes an entry that waits wait until a moment.</summary>
    /// <param name="id">The entry.</param>
    /// <param name="notBefore">The moment, by the wall clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether it waits for that moment now.</returns>
    ValueTask<bool> SetNotBeforeAsync(Guid id, DateTimeOffset notBefore, CancellationToken cancellationToken = default);

    /// <summary>Gives an entry up for good, one that waits or a dead letter.</summary>
    /// <param name="id">The entry.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether it was discarded; false for one that has ended or is being sent.</returns>
    ValueTask<bool> DiscardAsync(Guid id, CancellationToken cancellationToken = default);

    /// <summary>Waits until no entry waits or is being sent.</summary>
    /// <param name="limit">How long at most; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="cancellationToken">Ends the wait early.</param>
    /// <returns>Whether all have ended.</returns>
    /// <exception cref="ObjectDisposedException">The broker is disposed, and some have not ended.</exception>
    Task<bool> DrainAsync(TimeSpan limit, CancellationToken cancellationToken = default);
}
