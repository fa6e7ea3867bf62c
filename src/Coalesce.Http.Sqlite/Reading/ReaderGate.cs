namespace Coalesce.Http.Sqlite;

/// <summary>One look at a time, on a thread of the pool: they are rare, and they are made for people.</summary>
internal sealed class ReaderGate(string path) : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Unavailable _unavailable = new(path);
    private Browsing? _browsing;
    private bool _isClosed;

    public async ValueTask<TResult> LookAsync<TArguments, TResult>(
        Secrets secrets, Func<Browsing, TArguments, CancellationToken, TResult> look, TArguments arguments, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            return await Task.Run(() => look(_browsing ??= new Browsing(OutboxFile.OpenToRead(path), secrets), arguments, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (SqliteFailure e)
        {
            throw e.IsUnusableFile ? _unavailable.Corrupt(e.Message, e) : _unavailable.Failed(e);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>After the look that is under way.</summary>
    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        _browsing?.Dispose();
        _browsing = null;
        _isClosed = true;
        _turn.Release();
    }
}
