namespace Coalesce.Http.Broker;

/// <summary>Keeps the entries of one or more clients, for one or more processes.</summary>
/// <remarks>
/// <para>Every call is one atomic step. What a call returned is durable: a store that survives power loss has synced it. Calls may come from any thread and at once; a store may
/// carry out several in one commit. A call never blocks the caller's thread, and once it was begun it is carried out or fails as a whole: cancelling the wait does not undo it.</para>
/// <para>An entry is <em>live</em> while it is trying, waiting, replaying or dead; only live entries count against the bounds. Ended ones drop
/// their bodies and make room for new ones, the first that ended first, until all that is kept is within the bounds. Whatever has an order has the order of append, also where a
/// retried entry returns to. A lane (of a client and a
/// partition) is <em>busy</em> while an entry of it waits or is replaying; trying does not make it busy. Its <em>head</em> is the one that is replaying, or else the oldest that waits;
/// a head that is leased (also one that waits and whose writer has not acknowledged it) holds up its lane.</para>
/// <para>Every member may throw <see cref="OutboxUnavailableException"/>.</para>
/// </remarks>
public interface IOutboxStore : IAsyncDisposable
{
    /// <summary>Lists and steers the entries; <see langword="null"/> where the store can only queue.</summary>
    IOutboxBrowser? Browser { get; }

    /// <summary>32 random bytes, made with the store and kept with it, for hashes that only who has the store can check. Known once it is open.</summary>
    ReadOnlyMemory<byte> Secret { get; }

    /// <summary>Opens what is behind it, once however often it is called.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OutboxUnavailableException">It cannot be opened; the message names it and says what to do.</exception>
    ValueTask OpenAsync(CancellationToken cancellationToken);

    /// <summary>Stores a new mutation.</summary>
    /// <remarks>
    /// In this order: an entry of the same client, partition and key that was not withdrawn or discarded is joined if method, URI, <c>Content-Type</c> and body are the same, or else the key was
    /// reused, also when the entry has dropped its body since. Compaction takes out what it makes needless. Then the bounds decide (a mutation that they refuse changes nothing, and takes
    /// nothing out), and then
    /// whether the lane is busy. How far the given entry has come is not looked at: it begins anew.
    /// </remarks>
    /// <param name="entry">The entry.</param>
    /// <param name="owner">Who leases it.</param>
    /// <param name="mayTry">Whether it may be tried now, if its lane is free; otherwise it waits.</param>
    /// <param name="bounds">How much the client may keep.</param>
    /// <param name="cancellationToken">Ends the wait, not the append.</param>
    ValueTask<OutboxAppended> AppendAsync(OutboxEntry entry, string owner, bool mayTry, OutboxBounds bounds, CancellationToken cancellationToken);

    /// <summary>Looks for heads of lanes that wait and are due: <see cref="OutboxEntry.NotBefore"/> or <see cref="OutboxEntry.ExpiresAt"/> has come, or the clock was set back.</summary>
    /// <param name="client">The client.</param>
    /// <param name="now">The moment.</param>
    /// <param name="after">Where to go on; 0 to begin.</param>
    /// <param name="max">How many at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<OutboxDue> FindDueAsync(string client, DateTimeOffset now, long after, int max, CancellationToken cancellationToken);

    /// <summary>Leases those of the entries that still wait at the head of their lanes, due or not.</summary>
    /// <param name="ids">The entries.</param>
    /// <param name="owner">Who leases them.</param>
    /// <param name="at">The moment, by the wall clock: should the owner die, the entry may have been sent from then on.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Those that were leased. One whose content cannot be read ends as a dead letter, <see cref="OutboxReason.Unreadable"/>, and is not among them.</returns>
    ValueTask<IReadOnlyList<OutboxLeased>> LeaseAsync(IReadOnlyList<Guid> ids, string owner, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Carries a leased entry on, and ends the lease.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="change">What becomes of the entry. Withdrawing one that another caller has joined makes it wait instead, until the moment that it had.</param>
    /// <param name="cancellationToken">Ends the wait, not the change.</param>
    /// <returns>Its state now, or <see langword="null"/> when the lease had ended: nothing was changed.</returns>
    /// <exception cref="ArgumentException">The change is to a state that no lease ends in.</exception>
    ValueTask<OutboxState?> ChangeAsync(OutboxLease lease, OutboxChange change, CancellationToken cancellationToken);

    /// <summary>Says that an owner lives. Renews all its leases.</summary>
    /// <param name="owner">The owner.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask RenewAsync(string owner, CancellationToken cancellationToken);

    /// <summary>The leases on a client's entries that others hold.</summary>
    /// <param name="client">The client.</param>
    /// <param name="owner">Whose leases are left out.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<OutboxClaim>> FindClaimsAsync(string client, string owner, CancellationToken cancellationToken);

    /// <summary>Ends a lease whose owner is gone, if it is still exactly as it was seen: the entry waits, and is due at once.</summary>
    /// <remarks>
    /// One that was trying or replaying may have been sent: where it has no <see cref="OutboxEntry.FirstSentAt"/> it gets the earliest moment at which it may have been, when it was made or its
    /// <see cref="OutboxEntry.NotBefore"/>, whichever is later.
    /// </remarks>
    /// <param name="claim">The claim as it was seen.</param>
    /// <param name="at">The moment, by the wall clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether it was ended.</returns>
    ValueTask<bool> EndClaimAsync(OutboxClaim claim, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Removes what has ended, dead letters excepted, before a moment.</summary>
    /// <param name="client">The client.</param>
    /// <param name="endedBefore">The moment, by the wall clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many were removed.</returns>
    ValueTask<int> PurgeAsync(string client, DateTimeOffset endedBefore, CancellationToken cancellationToken);
}
