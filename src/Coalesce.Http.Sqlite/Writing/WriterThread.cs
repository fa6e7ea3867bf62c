using System.Runtime.InteropServices;

namespace Coalesce.Http.Sqlite;

/// <summary>The one thread that writes to a file. It takes what callers have queued meanwhile and commits it together: they share the wait for the disk.</summary>
internal sealed class WriterThread(string path, byte[]? key, StoreHooks hooks) : IAsyncDisposable
{
    private const int MostSteps = 1024;
    private const int MostBytes = 4 << 20;

    private readonly StepQueue _queue = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Unavailable _unavailable = new(path);
    private Session? _session;
    private Committer? _committer;
    private LogBound? _log;
    private SqliteFailure? _stoppedBy;
    private int _isStarted;
    private volatile Secrets? _secrets;

    /// <summary><see langword="null"/> before the file was opened.</summary>
    public Secrets? Secrets => _secrets;

    public ValueTask<TResult> DoAsync<TArguments, TResult>(Func<Session, TArguments, TResult> run, TArguments arguments, int weight = 0, bool mayRide = false)
    {
        var step = new StoreStep<TArguments, TResult>(run, arguments) { Weight = weight, MayRide = mayRide };
        ObjectDisposedException.ThrowIf(!_queue.TryAdd(step), this);
        if (Volatile.Read(ref _isStarted) == 0) Start();
        return step.Done;
    }

    /// <summary>Carries out what is queued, and closes the file.</summary>
    public ValueTask DisposeAsync()
    {
        _queue.Close();
        // Who was never asked has no thread. One that starts now finds a closed queue, and ends.
        if (Interlocked.CompareExchange(ref _isStarted, 1, 0) == 0) _ended.TrySetResult();
        return new ValueTask(_ended.Task);
    }

    private void Start()
    {
        if (Interlocked.CompareExchange(ref _isStarted, 1, 0) == 0) new Thread(Work) { IsBackground = true, Name = "outbox " + Path.GetFileName(path) }.Start();
    }

    private void Work()
    {
        List<StoreStep> taken = [];
        while (_queue.Take(ref taken))
        {
            for (var from = 0; from < taken.Count;)
            {
                var group = CollectionsMarshal.AsSpan(taken).Slice(from, GroupLength(taken, from));
                Carry(group);
                from += group.Length;
            }
        }
        Release();
        _ended.TrySetResult();
    }

    private static int GroupLength(List<StoreStep> steps, int from)
    {
        var (length, weight) = (0, 0L);
        for (var i = from; i < steps.Count && length < MostSteps && (length == 0 || weight + steps[i].Weight <= MostBytes); i++)
        {
            weight += steps[i].Weight;
            length++;
        }
        return length;
    }

    private void Carry(ReadOnlySpan<StoreStep> group)
    {
        if (_stoppedBy is { } stopped) FailAll(group, stopped);
        else if (_committer is not null || TryOpen(group)) Commit(group);
    }

    private void Commit(ReadOnlySpan<StoreStep> group)
    {
        try
        {
            _committer!.Run(group);
            _log!.AfterCommit();
        }
        catch (SqliteFailure e)
        {
            _stoppedBy = e;
            _session!.Connection.KeepLogOnClose();
            Release();
        }
    }

    private bool TryOpen(ReadOnlySpan<StoreStep> group)
    {
        try
        {
            var (connection, secrets) = OutboxFile.Open(path, key);
            _session = new Session(connection, secrets);
            // From now on the committer waits itself.
            connection.WaitWhenBusy(0);
            _committer = new Committer(_session, _unavailable, hooks);
            _log = new LogBound(connection, path, hooks.MostLogBytes);
            hooks.Opened?.Invoke(connection);
            _secrets = secrets;
            return true;
        }
        catch (Exception e)
        {
            Release();
            // Each call tries anew: somebody may have put it right.
            foreach (var step in group) step.Fail(e is SqliteFailure failure ? _unavailable.OfOpening(failure) : e);
            return false;
        }
    }

    private void FailAll(ReadOnlySpan<StoreStep> group, SqliteFailure failure)
    {
        foreach (var step in group) step.Fail(_unavailable.Stopped(failure));
    }

    private void Release()
    {
        _committer?.Dispose();
        _session?.Dispose();
        (_committer, _session) = (null, null);
    }
}
