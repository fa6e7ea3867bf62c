using System.Diagnostics;
using SQLitePCL;

namespace Coalesce.Http.Sqlite;

/// <summary>Carries out groups of steps, each in one transaction.</summary>
internal sealed class Committer(Session session, Unavailable unavailable, StoreHooks hooks) : IDisposable
{
    /// <summary>Between two looks whether another process has committed. SQLite's own waits grow to 100 ms: beside a process that writes all the time they would find no gap.</summary>
    private const int BusyMilliseconds = 1;

    private readonly Statement _begin = session.Connection.Prepare("BEGIN IMMEDIATE");
    private readonly Statement _commit = session.Connection.Prepare("COMMIT");
    private readonly ManualResetEventSlim _never = new();

    /// <summary>Carries them out and completes them, those that fail with their exception.</summary>
    /// <exception cref="SqliteFailure">The file must not be used any more. Also then each step of the group has been told what became of it.</exception>
    public void Run(ReadOnlySpan<StoreStep> group)
    {
        var phase = Phase.Beginning;
        try
        {
            Begin();
            phase = Phase.Running;
            foreach (var step in group) step.Run(session);
            session.Ledger.Write();
            phase = Phase.Committing;
            if (hooks.Committing?.Invoke(group.Length) is { } code and not 0) throw new SqliteFailure(code, "injected");
            _commit.Run();
        }
        catch (SqliteFailure e) when (e.IsFatal)
        {
            Stop(group, e);
            throw;
        }
        catch (Exception e)
        {
            Undo(group);
            // One that fails, or for which there is no room, must not take the others along: each for itself. A failed commit says nothing about a single one, so all have failed.
            var isOfOne = phase == Phase.Running || (phase == Phase.Committing && e is SqliteFailure { IsFull: true });
            if (isOfOne && group.Length > 1) RunApart(group);
            else FailAll(group, e);
            return;
        }
        session.Ledger.Clear();
        foreach (var step in group) step.Complete();
    }

    public void Dispose()
    {
        _begin.Dispose();
        _commit.Dispose();
        _never.Dispose();
    }

    private void Begin()
    {
        var started = Stopwatch.GetTimestamp();
        while (!_begin.TryRun(raw.SQLITE_BUSY))
        {
            var waited = Stopwatch.GetElapsedTime(started);
            if (waited > hooks.BusyLimit) throw new SqliteFailure(raw.SQLITE_BUSY, "database is locked");
            _never.Wait(BusyMilliseconds);
        }
    }

    private void Undo(ReadOnlySpan<StoreStep> group)
    {
        session.Ledger.Clear();
        try
        {
            // SQLite itself has rolled back after some failures.
            if (session.Connection.InTransaction) session.Connection.Execute("ROLLBACK");
        }
        catch (SqliteFailure e)
        {
            // What the next commit would hold is unknown.
            Stop(group, e);
            throw;
        }
    }

    private void RunApart(ReadOnlySpan<StoreStep> group)
    {
        for (var i = 0; i < group.Length; i++)
        {
            try
            {
                Run(group.Slice(i, 1));
            }
            catch (SqliteFailure e)
            {
                // Those before are durable and were told so, and this one was told, too.
                Stop(group[(i + 1)..], e);
                throw;
            }
        }
    }

    private void FailAll(ReadOnlySpan<StoreStep> group, Exception exception)
    {
        foreach (var step in group) step.Fail(Explain(exception));
    }

    private void Stop(ReadOnlySpan<StoreStep> group, SqliteFailure failure)
    {
        foreach (var step in group) step.Fail(unavailable.Stopped(failure));
    }

    private Exception Explain(Exception exception) => exception switch
    {
        SqliteFailure { IsFull: true } => unavailable.Full(exception),
        SqliteFailure { IsBusy: true } => unavailable.Busy(hooks.BusyLimit, exception),
        SqliteFailure { IsConstraint: true } => new InvalidOperationException("An entry with this id is in the outbox already. Make a new id for each.", exception),
        SqliteFailure => unavailable.Failed(exception),
        _ => exception,
    };

    private enum Phase
    {
        Beginning,
        Running,
        Committing,
    }
}
