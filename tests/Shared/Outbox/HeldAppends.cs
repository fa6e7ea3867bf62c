using Coalesce.Http.Broker;

namespace Coalesce.Http.Testing;

/// <summary>A store whose appends are carried out when the test says so, and which can be made to fail.</summary>
internal sealed class HeldAppends(IOutboxStore inner) : IOutboxStore
{
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How many appends were asked for.</summary>
    public Tally Asked { get; } = new("appends");

    /// <summary>How often it was asked to open.</summary>
    public Tally Opens { get; } = new("opens");

    /// <summary>What every call throws, if anything.</summary>
    public Exception? Failure { get; set; }

    /// <summary>What each change throws, if anything.</summary>
    public Exception? ChangeFailure { get; set; }

    /// <summary>What comes about while somebody looks for what is due.</summary>
    public Func<Task>? Looking { get; set; }

    public IOutboxBrowser? Browser => inner.Browser;

    public ReadOnlyMemory<byte> Secret => inner.Secret;

    public void Release() => _released.TrySetResult();

    public ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        Opens.Add();
        return Now().OpenAsync(cancellationToken);
    }

    public async ValueTask<OutboxAppended> AppendAsync(OutboxEntry entry, string owner, bool mayTry, OutboxBounds bounds, CancellationToken cancellationToken)
    {
        Asked.Add();
        await _released.Task;
        return await Now().AppendAsync(entry, owner, mayTry, bounds, cancellationToken);
    }

    public async ValueTask<OutboxDue> FindDueAsync(string client, DateTimeOffset now, long after, int max, CancellationToken cancellationToken)
    {
        if (Looking is { } looking) await looking();
        return await Now().FindDueAsync(client, now, after, max, cancellationToken);
    }

    public ValueTask<IReadOnlyList<OutboxLeased>> LeaseAsync(IReadOnlyList<Guid> ids, string owner, DateTimeOffset at, CancellationToken cancellationToken) =>
        Now().LeaseAsync(ids, owner, at, cancellationToken);

    public ValueTask<OutboxState?> ChangeAsync(OutboxLease lease, OutboxChange change, CancellationToken cancellationToken) =>
        ChangeFailure is { } failure ? throw failure : Now().ChangeAsync(lease, change, cancellationToken);

    public ValueTask RenewAsync(string owner, CancellationToken cancellationToken) => Now().RenewAsync(owner, cancellationToken);

    public ValueTask<IReadOnlyList<OutboxClaim>> FindClaimsAsync(string client, string owner, CancellationToken cancellationToken) =>
        Now().FindClaimsAsync(client, owner, cancellationToken);

    public ValueTask<bool> EndClaimAsync(OutboxClaim claim, DateTimeOffset at, CancellationToken cancellationToken) => Now().EndClaimAsync(claim, at, cancellationToken);

    public ValueTask<int> PurgeAsync(string client, DateTimeOffset endedBefore, CancellationToken cancellationToken) => Now().PurgeAsync(client, endedBefore, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask; // the store inside outlives it

    private IOutboxStore Now() => Failure is { } failure ? throw failure : inner;
}
