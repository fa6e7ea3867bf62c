using Coalesce.Http.Broker;

namespace Coalesce.Http.Sqlite;

/// <summary>Keeps an outbox in one SQLite file, for one or more clients and processes of one machine. What a call returned has been synced to the disk.</summary>
/// <remarks>
/// One thread writes, and commits together what callers bring meanwhile; no caller's thread waits for the disk. Where the disk is full, new entries are refused until there is room. After a failed
/// read or write of the file the store stops: every call throws <see cref="OutboxUnavailableException"/> until it is disposed, and another one, opened on the file, has checked it.
/// </remarks>
public sealed class SqliteOutboxStore : IOutboxStore, IOutboxBrowser, IDisposable
{
    private readonly WriterThread _writer;
    private readonly ReaderGate _reader;

    /// <summary>Creates the store. The file is opened by <see cref="OpenAsync"/>, or by the first other call.</summary>
    /// <param name="options">The file.</param>
    /// <exception cref="ArgumentException">There is no path, or the key has another length than 32 bytes.</exception>
    public SqliteOutboxStore(SqliteOutboxOptions options) : this(options, new StoreHooks()) { }

    internal SqliteOutboxStore(SqliteOutboxOptions options, StoreHooks hooks)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        FilePath = Path.GetFullPath(options.Path);
        _writer = new WriterThread(FilePath, options.EncryptionKey?.ToArray(), hooks);
        _reader = new ReaderGate(FilePath);
    }

    /// <summary>The file.</summary>
    public string FilePath { get; }

    /// <inheritdoc/>
    public IOutboxBrowser? Browser => this;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Secret => _writer.Secrets?.Public ?? throw new InvalidOperationException("The secret is known once the store is open. Await OpenAsync.");

    /// <inheritdoc/>
    public async ValueTask OpenAsync(CancellationToken cancellationToken) =>
        await Bounded(_writer.DoAsync(static (_, _) => true, 0), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask<OutboxAppended> AppendAsync(OutboxEntry entry, string owner, bool mayTry, OutboxBounds bounds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(owner);
        return _writer.Secrets is { } secrets ? Append(secrets) : OpenAndAppendAsync();

        async ValueTask<OutboxAppended> OpenAndAppendAsync()
        {
            await OpenAsync(cancellationToken).ConfigureAwait(false);
            return await Append(_writer.Secrets!).ConfigureAwait(false);
        }

        ValueTask<OutboxAppended> Append(Secrets secrets)
        {
            var row = new EntryRow(entry, secrets);
            return Bounded(_writer.DoAsync(static (session, a) => session.Appending.Append(a.row, a.owner, a.mayTry, a.bounds), (row, owner, mayTry, bounds), (int)row.Weight), cancellationToken);
        }
    }

    /// <inheritdoc/>
    public ValueTask<OutboxDue> FindDueAsync(string client, DateTimeOffset now, long after, int max, CancellationToken cancellationToken) =>
        Bounded(_writer.DoAsync(static (session, a) => session.Due.Find(a.client, a.now, a.after, a.max), (client, now, after, max)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<OutboxLeased>> LeaseAsync(IReadOnlyList<Guid> ids, string owner, DateTimeOffset at, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(owner);
        return Bounded(_writer.DoAsync(static (session, a) => session.Leasing.Lease(a.ids, a.owner, a.at), (ids, owner, at)), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<OutboxState?> ChangeAsync(OutboxLease lease, OutboxChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (change.To is not (OutboxState.Waiting or OutboxState.Delivered or OutboxState.Dead or OutboxState.Withdrawn))
            throw new ArgumentException($"A leased entry cannot become {change.To}. It can become Waiting, Delivered, Dead or Withdrawn.", nameof(change));
        // What only lets go of an entry, or ends one that the server has answered, holds nobody up.
        var mayRide = change.Attempt is null || change.To != OutboxState.Waiting;
        return Bounded(_writer.DoAsync(static (session, a) => session.Changing.Change(a.lease, a.change), (lease, change), change.Answer?.Body.Length ?? 0, mayRide), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask RenewAsync(string owner, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(owner);
        await Bounded(_writer.DoAsync(static (session, owner) => session.Claiming.Renew(owner), owner), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<OutboxClaim>> FindClaimsAsync(string client, string owner, CancellationToken cancellationToken) =>
        Bounded(_writer.DoAsync(static (session, a) => session.Claiming.Find(a.client, a.owner), (client, owner)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> EndClaimAsync(OutboxClaim claim, DateTimeOffset at, CancellationToken cancellationToken) =>
        Bounded(_writer.DoAsync(static (session, a) => session.Claiming.End(a.claim, a.at), (claim, at)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<int> PurgeAsync(string client, DateTimeOffset endedBefore, CancellationToken cancellationToken) =>
        Bounded(_writer.DoAsync(static (session, a) => session.Endings.Purge(a.client, a.endedBefore), (client, endedBefore)), cancellationToken);

    /// <summary>The names of the clients that have, or had, entries in the file, for tools that look into it: everything else is asked by client.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The names, the first that used the file first.</returns>
    /// <exception cref="OutboxUnavailableException">The file cannot be used.</exception>
    public ValueTask<IReadOnlyList<string>> GetClientsAsync(CancellationToken cancellationToken = default) =>
        LookAsync(static (browsing, _, _) => browsing.Clients(), 0, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<OutboxEntry?> FindAsync(string client, Guid id, CancellationToken cancellationToken) =>
        LookAsync(static (browsing, a, _) => browsing.Find(a.client, a.id), (client, id), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<OutboxPage> ListAsync(string client, OutboxQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Take is < 1 or > 1000) throw new ArgumentException($"Take is {query.Take}. It can be 1 to 1,000.", nameof(query));
        return LookAsync(static (browsing, a, token) => browsing.List(a.client, a.query, token), (client, query), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<OutboxCounts> CountAsync(string client, CancellationToken cancellationToken) =>
        LookAsync(static (browsing, client, _) => browsing.Count(client), client, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> RetryAsync(string client, Guid id, DateTimeOffset notBefore, DateTimeOffset? expiresAt, DateTimeOffset at, CancellationToken cancellationToken) =>
        Bounded(_writer.DoAsync(static (session, a) => session.Steering.Retry(a.client, a.id, a.notBefore, a.expiresAt, a.at), (client, id, notBefore, expiresAt, at)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> DiscardAsync(string client, Guid id, DateTimeOffset at, CancellationToken cancellationToken) =>
        Bounded(_writer.DoAsync(static (session, a) => session.Steering.Discard(a.client, a.id, a.at), (client, id, at)), cancellationToken);

    /// <summary>Carries out what was asked for before, closes the file and lets go of it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _reader.DisposeAsync().ConfigureAwait(false);
        await _writer.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>As <see cref="DisposeAsync"/>, for containers that are disposed without it. Waits for the disk.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async ValueTask<TResult> LookAsync<TArguments, TResult>(Func<Browsing, TArguments, CancellationToken, TResult> look, TArguments arguments, CancellationToken cancellationToken)
    {
        // Also where it is open already: one that has stopped says so.
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        return await _reader.LookAsync(_writer.Secrets!, look, arguments, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The token ends the wait only.</summary>
    private static ValueTask<T> Bounded<T>(ValueTask<T> step, CancellationToken cancellationToken) =>
        cancellationToken.CanBeCanceled ? new ValueTask<T>(step.AsTask().WaitAsync(cancellationToken)) : step;
}
