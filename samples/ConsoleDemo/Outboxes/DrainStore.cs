using System.Collections.Concurrent;
using Coalesce.Http.Broker;

namespace ConsoleDemo.Outboxes;

/// <summary>
/// A client's part of a file, as a pipeline sees it that sends once all that waits: entries are due whatever their time, go to another origin, and a lane
/// ends with its first entry that could not be delivered, all lanes with the first that the origin could not be reached for.
/// </summary>
/// <remarks>Entries of a partition are not given out: this process is nobody. Nothing is purged either: how long an app keeps what has ended is its own affair.</remarks>
internal sealed class DrainStore(IOutboxStore store, string client, Uri origin, TimeSpan replayFor, TimeProvider time, Action<OutboxEntry, string> tell) : IOutboxStore
{
    /// <summary>Whose rules all entries go by.</summary>
    public const string Route = "POST /{**any}";

    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, bool> _endedLanes = [];
    private readonly ConcurrentDictionary<Guid, OutboxEntry> _leased = [];
    private readonly ConcurrentDictionary<Guid, bool> _foreign = [];
    private volatile bool _isDown;
    private volatile bool _hasTicked;
    private bool _hadTickedAtStart;
    private int _offered;
    private int _delivered;
    private int _refused;

    /// <summary>Completes when nothing more is to be sent; faults when the file fails.</summary>
    public Task Done => _done.Task;

    public int Delivered => Volatile.Read(ref _delivered);

    public int Refused => Volatile.Read(ref _refused);

    public IOutboxBrowser? Browser => null;

    public ReadOnlyMemory<byte> Secret => store.Secret;

    public ValueTask OpenAsync(CancellationToken cancellationToken) => store.OpenAsync(cancellationToken);

    public ValueTask<OutboxAppended> AppendAsync(OutboxEntry entry, string owner, bool mayTry, OutboxBounds bounds, CancellationToken cancellationToken) =>
        throw new NotSupportedException("A drain takes nothing new.");

    public async ValueTask<OutboxDue> FindDueAsync(string _, DateTimeOffset now, long after, int max, CancellationToken cancellationToken)
    {
        try
        {
            return await LookAsync(after, max, cancellationToken);
        }
        catch (OutboxException e)
        {
            _done.TrySetException(e); // the pipeline would ask for ever
            throw;
        }
    }

    public async ValueTask<IReadOnlyList<OutboxLeased>> LeaseAsync(IReadOnlyList<Guid> ids, string owner, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (_isDown) return [];
        var leased = await store.LeaseAsync(ids, owner, at, cancellationToken);
        foreach (var one in leased) _leased[one.Entry.Id] = one.Entry;
        return [.. leased.Select(one => one with { Entry = AtOrigin(one.Entry) })];
    }

    public async ValueTask<OutboxState?> ChangeAsync(OutboxLease lease, OutboxChange change, CancellationToken cancellationToken)
    {
        // First: once the store has it, the next look may find the entry again.
        if (change.To == OutboxState.Waiting && _leased.TryGetValue(lease.Id, out var waiting)) _endedLanes[LaneOf(waiting)] = true;
        var state = await store.ChangeAsync(lease, change, cancellationToken);
        // Told before it counts as done, so that the last line is not lost.
        if (_leased.TryGetValue(lease.Id, out var entry))
        {
            Judge(entry, change, state);
            _leased.TryRemove(lease.Id, out OutboxEntry? _);
        }
        return state;
    }

    public ValueTask RenewAsync(string owner, CancellationToken cancellationToken) => store.RenewAsync(owner, cancellationToken);

    public ValueTask<IReadOnlyList<OutboxClaim>> FindClaimsAsync(string _, string owner, CancellationToken cancellationToken) => store.FindClaimsAsync(client, owner, cancellationToken);

    public ValueTask<bool> EndClaimAsync(OutboxClaim claim, DateTimeOffset at, CancellationToken cancellationToken) => store.EndClaimAsync(claim, at, cancellationToken);

    /// <summary>The end of a tick: what processes that are gone had in hand waits again by now.</summary>
    public ValueTask<int> PurgeAsync(string _, DateTimeOffset endedBefore, CancellationToken cancellationToken)
    {
        _hasTicked = true;
        return ValueTask.FromResult(0);
    }

    /// <summary>The file is its opener's.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async ValueTask<OutboxDue> LookAsync(long after, int max, CancellationToken cancellationToken)
    {
        if (after == 0) (_offered, _hadTickedAtStart) = (0, _hasTicked);
        // Looked at before the file: what ends after this is found by the next look.
        var isIdle = _leased.IsEmpty;
        var due = await store.FindDueAsync(client, DateTimeOffset.MaxValue, after, max, cancellationToken);
        OutboxEntry[] mine = [.. due.Entries.Where(IsToBeSent).Select(AtOrigin)];
        _offered += mine.Length;
        if (due.After is null && _offered == 0 && isIdle && _hadTickedAtStart) _done.TrySetResult();
        return new OutboxDue(mine, null, due.After);
    }

    private bool IsToBeSent(OutboxEntry entry)
    {
        if (_isDown || _endedLanes.ContainsKey(LaneOf(entry))) return false;
        if (WhyLeft(entry) is not { } why) return true;
        if (_foreign.TryAdd(entry.Id, true)) tell(entry, $"left, with what is behind it: {why}");
        return false;
    }

    private string? WhyLeft(OutboxEntry entry)
    {
        if (entry.Partition is not null || entry.OwnPartition is not null) return "it belongs to a partition, and only its app knows whose that is";
        if (entry.ExpiresAt <= time.GetUtcNow()) return null; // to its end, unsent
        return entry.FirstSentAt + replayFor < time.GetUtcNow()
            ? $"it may have arrived {OutboxTable.Age(time.GetUtcNow() - entry.FirstSentAt!.Value)} ago, longer than --replay-for"
            : null;
    }

    private void Judge(OutboxEntry entry, OutboxChange change, OutboxState? state)
    {
        var status = change.Attempt?.Status;
        if (state == OutboxState.Delivered)
        {
            Interlocked.Increment(ref _delivered);
            tell(entry, $"delivered, {status}");
        }
        else if (state == OutboxState.Dead)
        {
            Interlocked.Increment(ref _refused);
            tell(entry, status is null ? $"dead letter, {change.Reason}" : $"dead letter, {change.Reason}, {status}");
        }
        else
        {
            _endedLanes[LaneOf(entry)] = true;
            // What went no further because another found the origin down was not tried: its line would say nothing.
            if (change.Attempt is null && _isDown) return;
            tell(entry, change.Attempt is null ? "left, with what is behind it: it needs its app's credentials, or was redirected"
                : $"left, with what is behind it: {(status is null ? change.Attempt.Error : status)}");
            if (change.Attempt is not null && status is null or 502 or 503 or 504) _isDown = true;
        }
    }

    // Not by new Uri(origin, path): a path that begins with two slashes would name another host.
    private OutboxEntry AtOrigin(OutboxEntry entry) => entry with { Route = Route, Uri = new Uri(origin.GetLeftPart(UriPartial.Authority) + entry.Uri.PathAndQuery) };

    // Of this client; a partition's entries are not sent.
    private static string LaneOf(OutboxEntry entry) => entry.Lane;
}
