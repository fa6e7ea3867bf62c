using System.Collections.Concurrent;
using Coalesce.Http.Broker;

namespace Coalesce.Http.Sqlite.Tests.Killing;

/// <summary>A store whose callers can be stopped around the write of an entry and before its verdict is stored.</summary>
internal sealed class StoppingStore(IOutboxStore inner, Stop stop) : IOutboxStore
{
    private readonly ConcurrentDictionary<Guid, string> _keys = [];

    public IOutboxBrowser? Browser => inner.Browser;

    public ReadOnlyMemory<byte> Secret => inner.Secret;

    public ValueTask OpenAsync(CancellationToken cancellationToken) => inner.OpenAsync(cancellationToken);

    public async ValueTask<OutboxAppended> AppendAsync(OutboxEntry entry, string owner, bool mayTry, OutboxBounds bounds, CancellationToken cancellationToken)
    {
        _keys[entry.Id] = entry.IdempotencyKey;
        await stop.AtAsync(KillPoint.BeforeWrite, entry.IdempotencyKey);
        var appended = await inner.AppendAsync(entry, owner, mayTry, bounds, cancellationToken);
        await stop.AtAsync(KillPoint.AfterWrite, entry.IdempotencyKey);
        return appended;
    }

    public ValueTask<OutboxDue> FindDueAsync(string client, DateTimeOffset now, long after, int max, CancellationToken cancellationToken) =>
        inner.FindDueAsync(client, now, after, max, cancellationToken);

    public async ValueTask<IReadOnlyList<OutboxLeased>> LeaseAsync(IReadOnlyList<Guid> ids, string owner, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var leased = await inner.LeaseAsync(ids, owner, at, cancellationToken);
        foreach (var one in leased) _keys[one.Entry.Id] = one.Entry.IdempotencyKey;
        return leased;
    }

    public ValueTask<OutboxState?> ChangeAsync(OutboxLease lease, OutboxChange change, CancellationToken cancellationToken)
    {
        // Not awaited where nothing stops: the order of the calls is the order of the steps.
        var stopped = change.To == OutboxState.Delivered ? stop.AtAsync(KillPoint.AfterSend, _keys[lease.Id]) : Task.CompletedTask;
        return stopped.IsCompleted ? inner.ChangeAsync(lease, change, cancellationToken) : Never(stopped);

        static async ValueTask<OutboxState?> Never(Task stopped)
        {
            await stopped;
            return null;
        }
    }

    public ValueTask RenewAsync(string owner, CancellationToken cancellationToken) => inner.RenewAsync(owner, cancellationToken);

    public ValueTask<IReadOnlyList<OutboxClaim>> FindClaimsAsync(string client, string owner, CancellationToken cancellationToken) => inner.FindClaimsAsync(client, owner, cancellationToken);

    public ValueTask<bool> EndClaimAsync(OutboxClaim claim, DateTimeOffset at, CancellationToken cancellationToken) => inner.EndClaimAsync(claim, at, cancellationToken);

    public ValueTask<int> PurgeAsync(string client, DateTimeOffset endedBefore, CancellationToken cancellationToken) => inner.PurgeAsync(client, endedBefore, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
