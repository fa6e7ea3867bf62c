using System.Collections.Concurrent;
using Coalesce.Http.Broker;
using Coalesce.Http.Testing;
using SQLitePCL;
using static Coalesce.Http.Testing.OutboxSamples;

namespace Coalesce.Http.Sqlite.Tests;

/// <summary>Which steps are committed together, and what becomes of them when that fails.</summary>
public sealed class CommitTests : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ConcurrentQueue<int> _groups = new();
    private readonly ConcurrentQueue<int> _codes = new();
    private readonly SemaphoreSlim _reached = new(0);
    private readonly SemaphoreSlim _mayCommit = new(0);
    private readonly SqliteOutboxStore _store;
    private volatile bool _holds;

    public CommitTests() => _store = _folder.Store(hooks: new StoreHooks { Committing = Committing });

    [Fact]
    public async Task Append_ManyAtOnce_ShareOneCommit()
    {
        var (held, others) = await AppendBehindAHeldCommitAsync(64);

        ReleaseAll();

        foreach (var append in (Task<OutboxAppended>[])[held, .. others]) Assert.Equal(OutboxAppendResult.Trying, (await Wait.ForAsync(append)).Result);
        Assert.Equal([1, 1, 64], _groups);
    }

    [Fact]
    public async Task Append_MoreThanAGroupHolds_AreSplit()
    {
        var (_, others) = await AppendBehindAHeldCommitAsync(1500);

        ReleaseAll();

        await Wait.ForAsync(Task.WhenAll(others));
        Assert.Equal([1, 1, 1024, 476], _groups);
    }

    [Fact]
    public async Task Append_LargeBodies_AreSplitByTheirBytes()
    {
        var (_, others) = await AppendBehindAHeldCommitAsync(5, Entry() with { Body = new byte[3 << 20] });

        ReleaseAll();

        await Wait.ForAsync(Task.WhenAll(others));
        Assert.Equal([1, 1, 1, 1, 1, 1, 1], _groups);
    }

    [Fact]
    public async Task Commit_Fails_FailsExactlyItsGroup()
    {
        var (held, others) = await AppendBehindAHeldCommitAsync(8);
        _codes.Enqueue(0);
        _codes.Enqueue(raw.SQLITE_ERROR);

        ReleaseAll();

        await Wait.ForAsync(held);
        foreach (var append in others) Assert.Contains(_folder.File, (await Assert.ThrowsAsync<OutboxUnavailableException>(() => Wait.ForAsync(append))).Message, StringComparison.Ordinal);
        await _store.AppendAsync(Entry());
        Assert.Equal(2, await _store.CountAsync());
    }

    [Fact]
    public async Task Commit_FailsToReachTheDisk_StopsTheStoreUntilItIsOpenedAnew()
    {
        var (held, others) = await AppendBehindAHeldCommitAsync(8);
        _codes.Enqueue(0);
        _codes.Enqueue(raw.SQLITE_IOERR_FSYNC);

        ReleaseAll();

        await Wait.ForAsync(held);
        foreach (var append in others) await StoppedAsync(() => Wait.ForAsync(append));
        await StoppedAsync(() => _store.AppendAsync(Entry()));
        await StoppedAsync(() => Wait.ForAsync(_store.OpenAsync(default)));
        await StoppedAsync(() => _store.CountAsync());
        await _store.DisposeAsync();
        // What the disk holds of the log is left for the next opening to look at.
        Assert.Contains("outbox.db-wal", _folder.Files.Select(Path.GetFileName));
        await using var anew = _folder.Store();
        Assert.Equal(1, await anew.CountAsync());
    }

    [Fact]
    public async Task Step_FailsByItself_TakesNoOtherAlong()
    {
        var known = Entry();
        await _store.AppendAsync(known);
        var (_, others) = await AppendBehindAHeldCommitAsync(3);
        var twice = _store.AppendAsync(known with { IdempotencyKey = "another" });
        var last = _store.AppendAsync(Entry());

        ReleaseAll();

        await Assert.ThrowsAsync<InvalidOperationException>(() => Wait.ForAsync(twice));
        await Wait.ForAsync(Task.WhenAll([.. others, last]));
        Assert.Equal(6, await _store.CountAsync());
    }

    [Fact]
    public async Task Step_FailsByItselfAndThenTheDiskDoes_FailsEachOnceAndStops()
    {
        var known = Entry();
        await _store.AppendAsync(known);
        var (_, others) = await AppendBehindAHeldCommitAsync(2);
        var twice = _store.AppendAsync(known with { IdempotencyKey = "another" });
        var last = _store.AppendAsync(Entry());
        _codes.Enqueue(0);
        _codes.Enqueue(0);
        _codes.Enqueue(raw.SQLITE_IOERR_WRITE);

        ReleaseAll();

        await Wait.ForAsync(others[0]);
        foreach (var append in (Task[])[others[1], twice, last]) await StoppedAsync(() => append);
        await StoppedAsync(() => _store.AppendAsync(Entry()));
    }

    [Fact]
    public async Task Dispose_StepsAreQueued_CarriesThemOut()
    {
        var (held, others) = await AppendBehindAHeldCommitAsync(64);

        var disposed = _store.DisposeAsync().AsTask();
        ReleaseAll();

        await Wait.ForAsync(disposed);
        await Wait.ForAsync(Task.WhenAll([held, .. others]));
        await using var anew = _folder.Store();
        Assert.Equal(65, await anew.CountAsync());
    }

    [Fact]
    public async Task Wait_IsCancelled_EndsAndTheStepIsCarriedOut()
    {
        var (_, _) = await AppendBehindAHeldCommitAsync(0);
        using var cancel = new CancellationTokenSource();
        var entry = Entry();
        var append = _store.AppendAsync(entry, Owner, mayTry: true, Wide, cancel.Token).AsTask();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.ForAsync(append));
        ReleaseAll();
        Assert.NotNull(await Wait.ForAsync(_store.FindAsync(Client, entry.Id, default)));
    }

    public async ValueTask DisposeAsync()
    {
        ReleaseAll();
        await _store.DisposeAsync();
        _folder.Dispose();
        _reached.Dispose();
        _mayCommit.Dispose();
    }

    private async Task<(Task<OutboxAppended> Held, Task<OutboxAppended>[] Others)> AppendBehindAHeldCommitAsync(int count, OutboxEntry? like = null)
    {
        await Wait.ForAsync(_store.OpenAsync(default));
        _holds = true;
        var held = _store.AppendAsync(Entry());
        await Wait.ForAsync(_reached.WaitAsync());
        return (held, [.. Enumerable.Range(0, count).Select(_ => _store.AppendAsync(like is null ? Entry() : Entry() with { Body = like.Body }))]);
    }

    private void ReleaseAll()
    {
        if (!_holds) return;
        _holds = false;
        _mayCommit.Release();
    }

    private int Committing(int steps)
    {
        _groups.Enqueue(steps);
        if (_holds)
        {
            _reached.Release();
            _mayCommit.Wait(Wait.Limit);
        }
        return _codes.TryDequeue(out var code) ? code : 0;
    }

    private async Task StoppedAsync(Func<Task> call)
    {
        var refusal = await Assert.ThrowsAsync<OutboxUnavailableException>(call);
        Assert.Contains("has stopped", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(_folder.File, refusal.Message, StringComparison.Ordinal);
    }
}
