using Coalesce.Http.Broker;

namespace Coalesce.Http.Tests.Outbox;

/// <summary>A store whose caller leaves at the very moment when the entry is made to wait: too late.</summary>
internal sealed class CancelledAtTheEnd(IOutboxStore inner, CancellationTokenSource caller) : IOutboxStore
{
    public Action? Then { get; init; }

    public IOutboxBrowser? Browser => inner.Browser;

    public ReadOnlyMemory<byte> Secret => inner.Secret;

    public ValueTask OpenAsync(CancellationToken cancellationToken) => inner.OpenAsync(cancellationToken);

    public ValueTask<OutboxAppended> AppendAsync(OutboxEntry entry, string owner, bool mayTry, OutboxBounds bounds, CancellationToken cancellationToken) =>
        inner.AppendAsync(entry, owner, mayTry, bounds, cancellationToken);

    public ValueTask<OutboxDue> FindDueAsync(string client, DateTimeOffset now, long after, int max, CancellationToken cancellationToken) =>
        inner.FindDueAsync(client, now, after, max, cancellationToken);

    public ValueTask<IReadOnlyList<OutboxLeased>> LeaseAsync(IReadOnlyList<Guid> ids, string owner, DateTimeOffset at, CancellationToken cancellationToken) =>
        inner.LeaseAsync(ids, owner, at, cancellationToken);

    public async ValueTask<OutboxState?> ChangeAsync(OutboxLease lease, OutboxChange change, CancellationToken cancellationToken)
    {
        var state = await inner.ChangeAsync(lease, change, cancellationToken);
        await caller.CancelAsync();
        Then?.Invoke();
        return state;
    }

    public ValueTask RenewAsync(string owner, CancellationToken cancellationToken) => inner.RenewAsync(owner, cancellationToken);

    public ValueTask<IReadOnlyList<OutboxClaim>> FindClaimsAsync(string client, string owner, CancellationToken cancellationToken) => inner.FindClaimsAsync(client, owner, cancellationToken);

    public ValueTask<bool> EndClaimAsync(OutboxClaim claim, DateTimeOffset at, CancellationToken cancellationToken) => inner.EndClaimAsync(claim, at, cancellationToken);

    public ValueTask<int> PurgeAsync(string client, DateTimeOffset endedBefore, CancellationToken cancellationToken) => inner.PurgeAsync(client, endedBefore, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
