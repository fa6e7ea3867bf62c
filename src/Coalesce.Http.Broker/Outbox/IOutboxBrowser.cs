namespace Coalesce.Http.Broker;

/// <summary>Lists and steers the entries of a store. Apart from <see cref="IOutboxStore"/>, so that a queue that cannot be listed can be a store too.</summary>
/// <remarks>Steering changes only entries that nobody has leased: one that is trying or replaying, or that its writer has not acknowledged, stays as it is.</remarks>
public interface IOutboxBrowser
{
    /// <summary>Finds an entry.</summary>
    /// <param name="client">The client.</param>
    /// <param name="id">The entry.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The entry, or <see langword="null"/>.</returns>
    ValueTask<OutboxEntry?> FindAsync(string client, Guid id, CancellationToken cancellationToken);

    /// <summary>Lists entries, oldest first, without their bodies.</summary>
    /// <param name="client">The client.</param>
    /// <param name="query">Which, and how many.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ArgumentException">The query asks for more or fewer than it may.</exception>
    ValueTask<OutboxPage> ListAsync(string client, OutboxQuery query, CancellationToken cancellationToken);

    /// <summary>Counts the entries by state, and looks for the oldest that waits.</summary>
    /// <param name="client">The client.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<OutboxCounts> CountAsync(string client, CancellationToken cancellationToken);

    /// <summary>Makes an entry wait that waits already or is dead. A dead letter gets its attempts and its age anew (one that may have arrived may have, as of now); it goes to the place
    /// in its lane that it had.</summary>
    /// <param name="client">The client.</param>
    /// <param name="id">The entry.</param>
    /// <param name="notBefore">When it may be sent.</param>
    /// <param name="expiresAt">When a dead letter is given up again; of one that waits, its own stays.</param>
    /// <param name="at">The moment, by the wall clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether it waits now.</returns>
    ValueTask<bool> RetryAsync(string client, Guid id, DateTimeOffset notBefore, DateTimeOffset? expiresAt, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Discards an entry that waits or is dead.</summary>
    /// <param name="client">The client.</param>
    /// <param name="id">The entry.</param>
    /// <param name="at">The moment, by the wall clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether it was discarded.</returns>
    ValueTask<bool> DiscardAsync(string client, Guid id, DateTimeOffset at, CancellationToken cancellationToken);
}
