using System.Security.Cryptography;
using Coalesce.Http.Broker.Outbox;

namespace Coalesce.Http.Broker;

/// <summary>Keeps the outbox in memory, for one process: what it holds is as durable as the process is, and is lost with it.</summary>
/// <remarks>For tests, and for applications that would rather lose what waits than write it down. Every call is done when it returns.</remarks>
public sealed class InMemoryOutboxStore : IOutboxStore, IDisposable
{
    // Under it run only our own lists and records: what comes from callers is read, measured and hashed before.
    private readonly Lock _gate = new();
    private readonly StoredEntries _entries = new();
    private readonly InMemoryOutboxBrowser _browser;

    /// <summary>Creates an empty store.</summary>
    public InMemoryOutboxStore() => _browser = new InMemoryOutboxBrowser(_gate, _entries);

    /// <inheritdoc/>
    public IOutboxBrowser Browser => _browser;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Secret { get; } = RandomNumberGenerator.GetBytes(32);

    /// <inheritdoc/>
    public ValueTask OpenAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask<OutboxAppended> AppendAsync(OutboxEntry entry, string owner, bool mayTry, OutboxBounds bounds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(owner);
        var content = new OutboxContent(entry);
        lock (_gate) return ValueTask.FromResult(Append(OutboxTransitions.New(entry), content, owner, mayTry, bounds));
    }

    /// <inheritdoc/>
    public ValueTask<OutboxDue> FindDueAsync(string client, DateTimeOffset now, long after, int max, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_entries.Find(client) is not { } found) return ValueTask.FromResult(new OutboxDue([], null, null));
            List<OutboxEntry> due = [];
            long last = 0;
            foreach (var place in StoredPlace.After(found.Heads.Due(now), after))
            {
                // There is one more: the next look begins after the last of these.
                if (due.Count == max) return ValueTask.FromResult(new OutboxDue(due, found.Heads.Next(), last));
                due.Add(place.Stored!.Entry with { Body = null });
                last = place.Number;
            }
            return ValueTask.FromResult(new OutboxDue(due, found.Heads.Next(), null));
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<OutboxLeased>> LeaseAsync(IReadOnlyList<Guid> ids, string owner, DateTimeOffset at, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(owner);
        Guid[] asked = [.. ids];
        List<OutboxLeased> leased = [];
        lock (_gate)
        {
            foreach (var id in asked)
            {
                if (_entries.Find(id) is not { Entry.State: OutboxState.Waiting } stored) continue;
                var client = _entries.ClientOf(stored);
                if (client.Lane(stored.Lane)?.FreeHead != stored) continue;
                client.Set(stored, OutboxTransitions.In(OutboxState.Replaying, stored.Entry), owner);
                stored.LeasedAt = at;
                leased.Add(new OutboxLeased(stored.Entry, stored.Lease));
            }
        }
        return ValueTask.FromResult<IReadOnlyList<OutboxLeased>>(leased);
    }

    /// <inheritdoc/>
    public ValueTask<OutboxState?> ChangeAsync(OutboxLease lease, OutboxChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (change.To is not (OutboxState.Waiting or OutboxState.Delivered or OutboxState.Dead or OutboxState.Withdrawn))
        {
            throw new ArgumentException($"A lease ends in Waiting, Delivered, Dead or Withdrawn, not in {change.To}.", nameof(change));
        }
        var answerBytes = OutboxContent.BytesOf(change.Answer);
        lock (_gate)
        {
            if (_entries.Find(lease.Id) is not { } stored || !stored.IsLeasedAs(lease)) return ValueTask.FromResult<OutboxState?>(null);
            if (change is { IsAnswered: true, To: OutboxState.Delivered or OutboxState.Withdrawn } && stored is { Entry.State: OutboxState.Trying, IsJoined: false })
            {
                _entries.Remove(stored);
                return ValueTask.FromResult<OutboxState?>(change.To);
            }
            // While it is live its answer counts for nothing, so that this may go before.
            if (change.Answer is not null) stored.Weigh(answerBytes);
            _entries.ClientOf(stored).Set(stored, OutboxTransitions.Changed(stored.Entry, change, stored.IsJoined));
            return ValueTask.FromResult<OutboxState?>(stored.Entry.State);
        }
    }

    /// <inheritdoc/>
    public ValueTask RenewAsync(string owner, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(owner);
        lock (_gate) _entries.Renew(owner);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<OutboxClaim>> FindClaimsAsync(string client, string owner, CancellationToken cancellationToken)
    {
        List<OutboxClaim> claims = [];
        lock (_gate)
        {
            foreach (var stored in _entries.Find(client)?.Leased ?? [])
            {
                if (stored.Owner != owner) claims.Add(_entries.ClaimOn(stored));
            }
        }
        return ValueTask.FromResult<IReadOnlyList<OutboxClaim>>(claims);
    }

    /// <inheritdoc/>
    public ValueTask<bool> EndClaimAsync(OutboxClaim claim, DateTimeOffset at, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_entries.Find(claim.Lease.Id) is not { } stored || !stored.IsLeasedAs(claim.Lease) || _entries.ClaimOn(stored) != claim) return ValueTask.FromResult(false);
            _entries.ClientOf(stored).Set(stored, OutboxTransitions.Released(stored.Entry, stored.LeasedAt, at));
            return ValueTask.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public ValueTask<int> PurgeAsync(string client, DateTimeOffset endedBefore, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var removed = 0;
            for (var found = _entries.Find(client); found?.EndedBefore(endedBefore) is { } ended; removed++) _entries.Remove(ended);
            return ValueTask.FromResult(removed);
        }
    }

    /// <summary>Does nothing: what it holds can be used as long as somebody holds the store.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Does nothing, as <see cref="DisposeAsync"/>: for containers that are not disposed asynchronously.</summary>
    public void Dispose() { }

    private OutboxAppended Append(OutboxEntry entry, OutboxContent content, string owner, bool mayTry, OutboxBounds bounds)
    {
        var client = _entries.ClientOf(entry);
        var stored = _entries.Prepare(entry, content);
        if (client.ByKey(stored.Key) is { } known)
        {
            if (!known.Content.IsSame(content)) return new OutboxAppended(OutboxAppendResult.KeyReused, null, default, []);
            known.IsJoined = true;
            return new OutboxAppended(OutboxAppendResult.Joined, known.Entry, default, []);
        }
        var compaction = StoredCompaction.Of(stored, client.Lane(stored.Lane));
        if (!compaction.IsNeedless && client.Refuses(stored, compaction.Entries, bounds) is { } refused) return new OutboxAppended(refused, null, default, []);

        // Nothing refuses it from here on.
        foreach (var needless in compaction.Entries) client.Set(needless, OutboxTransitions.Ended(needless.Entry, OutboxState.Compacted, entry.CreatedAt));
        var tries = mayTry && client.Lane(stored.Lane) is not { IsBusy: true };
        if (compaction.IsNeedless) stored.Set(OutboxTransitions.Ended(entry, OutboxState.Compacted, entry.CreatedAt), owner: null);
        else stored.Set(OutboxTransitions.In(tries ? OutboxState.Trying : OutboxState.Waiting, entry), owner);
        _entries.Add(stored);
        while (client.TooMuch(bounds, stored) is { } ended) _entries.Remove(ended);

        var result = compaction.IsNeedless ? OutboxAppendResult.Compacted : tries ? OutboxAppendResult.Trying : OutboxAppendResult.Waiting;
        return new OutboxAppended(result, stored.Entry, compaction.IsNeedless ? default : stored.Lease, [.. compaction.Entries.Select(needless => needless.Entry.Id)]);
    }
}
