using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Broker.Scheduling;

/// <summary>Gives permits to turns: as many as the limit, to the most urgent first, and among equals in order of arrival.</summary>
/// <remarks>
/// One gate guards all; under it nothing is awaited or called that is not ours, and grants run their continuations asynchronously. Invariants: the permits in
/// use are those held and not borrowed; a turn is in the queue exactly while its <c>Grant</c> is there; while a permit is free and the broker
/// not paused, nobody waits; a turn that is not wanted any more is in no queue.
/// </remarks>
internal sealed class RequestScheduler(int? limit, TimeProvider time, ITurnObserver observer) : IDemandListener
{
    private static readonly Task Abandoned = Task.FromCanceled(new CancellationToken(canceled: true));
    private readonly Lock _gate = new();
    private readonly WaitQueue _queue = new();
    private readonly int _limit = limit ?? int.MaxValue;
    private IdleReservations? _reservations;
    private long _lastOrder;
    private int _inUse;
    private volatile bool _isPaused;

    /// <summary>Whether sends need no turn at all: there is no limit, and nothing is paused.</summary>
    public bool IsOpen => limit is null && !_isPaused;

    public bool IsPaused => _isPaused;

    /// <summary>Whether nobody waits and no permit is in use.</summary>
    public bool IsIdle
    {
        get { lock (_gate) return _inUse == 0 && _queue.Count == 0; }
    }

    public TimeProvider Time => time;

    private IdleReservations Reserved => _reservations ??= new IdleReservations(time, TakeIdleBack);

    public Turn CreateTurn(Demand demand, SendName name)
    {
        var turn = new Turn(demand, name) { Order = Interlocked.Increment(ref _lastOrder) };
        demand.Listen(this, turn);
        return turn;
    }

    /// <summary>Waits for the turn, and reserves its permit for the first attempt. <see cref="Close"/> must follow.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; no permit is held.</exception>
    public async ValueTask OpenAsync(Turn turn, CancellationToken cancellationToken)
    {
        if (TryAcquire(turn) is { } grant)
        {
            observer.Waiting(turn);
            await WaitAsync(turn, grant, cancellationToken).ConfigureAwait(false);
            observer.Granted(turn);
        }
        lock (_gate)
        {
            Reserved.Add(turn);
            if (_queue.Count > 0) Reserved.Watch();
        }
    }

    /// <summary>The turn's handlers have returned: a permit that they did not use goes back.</summary>
    public void Close(Turn turn)
    {
        lock (_gate)
        {
            turn.IsOver = true;
            turn.Borrowers = null;
            if (!turn.IsReserved) return;
            Reserved.Remove(turn);
            ReleaseUnderGate(turn);
        }
        observer.Released();
    }

    /// <summary>Takes the permit for an attempt: the reserved one, the one that is held, or after waiting at the head of the urgency.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; no permit is held.</exception>
    public ValueTask AcquireAsync(Turn turn, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (turn.IsReserved)
            {
                Reserved.Remove(turn);
                return ValueTask.CompletedTask;
            }
        }
        return TryAcquire(turn) is { } grant ? WaitAsync(turn, grant, cancellationToken) : ValueTask.CompletedTask;
    }

    /// <summary>Gives back what <see cref="AcquireAsync"/> took.</summary>
    public void Release(Turn turn)
    {
        lock (_gate) ReleaseUnderGate(turn);
        observer.Released();
    }

    public void Pause() => _isPaused = true;

    public void Resume()
    {
        lock (_gate)
        {
            _isPaused = false;
            GrantWhatIsFree();
        }
    }

    /// <summary>The callers of a waiting send have changed.</summary>
    public void DemandChanged(object subject)
    {
        var turn = (Turn)subject;
        lock (_gate)
        {
            if (turn.Grant is not { } grant) return;
            if (turn.Demand.IsAbandoned)
            {
                _queue.Remove(turn);
                turn.Grant = null;
                grant.TrySetCanceled();
            }
            else if (!TryBorrow(turn))
            {
                turn.AskLenders();
                _queue.Update(turn);
            }
        }
    }

    /// <summary>The turns that wait, in the order in which they will be served. A snapshot.</summary>
    public List<Turn> Snapshot()
    {
        lock (_gate) return _queue.ToSortedList();
    }

    private async ValueTask WaitAsync(Turn turn, Task grant, CancellationToken cancellationToken)
    {
        try
        {
            await grant.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Release(turn); // out of the queue, or, where the grant came at the same moment, back to the next
            throw;
        }
    }

    /// <summary>Counts a user in. Null: the permit is held.</summary>
    private Task? TryAcquire(Turn turn)
    {
        lock (_gate)
        {
            turn.Users++;
            if (turn.IsHeld) return null;
            if (turn.Demand.IsAbandoned) return Abandoned;
            if (turn.Grant is not null) return turn.Grant.Task;
            if (TryBorrow(turn)) return null;
            if (!_isPaused && _inUse < _limit)
            {
                _inUse++;
                Hold(turn);
                return null;
            }
            turn.AskLenders();
            turn.Grant = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            turn.QueuedAt = time.GetTimestamp();
            _queue.Add(turn);
            Reserved.Watch();
            return turn.Grant.Task;
        }
    }

    private void ReleaseUnderGate(Turn turn)
    {
        turn.Users--;
        if (turn.Users > 0) return; // another attempt of the same send still needs it
        if (turn.Grant is not null)
        {
            _queue.Remove(turn);
            turn.Grant = null;
        }
        else if (turn.IsHeld)
        {
            turn.IsHeld = false;
            if (turn.BorrowedFrom is { } lender)
            {
                turn.BorrowedFrom = null;
                ReleaseUnderGate(lender);
            }
            else
            {
                _inUse--;
                GrantWhatIsFree();
            }
        }
    }

    /// <summary>Who has reserved a permit for long queues again for its first attempt, as a retry does.</summary>
    private void TakeIdleBack()
    {
        lock (_gate)
        {
            var idle = Reserved.TakeIdle(isWanted: _queue.Count > 0);
            foreach (var turn in idle) ReleaseUnderGate(turn);
            if (_queue.Count > 0) Reserved.Watch();
        }
    }

    private void GrantWhatIsFree()
    {
        while (!_isPaused && _inUse < _limit && _queue.Count > 0)
        {
            _inUse++;
            Hold(_queue.Peek());
        }
    }

    private bool TryBorrow(Turn turn)
    {
        if (turn.Demand.LatestLent is null) return false;
        foreach (var lender in turn.Lenders)
        {
            if (!lender.IsHeld) continue;
            lender.Users++;
            turn.BorrowedFrom = lender;
            Hold(turn);
            return true;
        }
        return false;
    }

    private void Hold(Turn turn)
    {
        turn.IsHeld = true;
        if (turn.Grant is { } grant)
        {
            _queue.Remove(turn);
            turn.Grant = null;
            grant.TrySetResult();
        }
        if (turn.Borrowers is not { } borrowers) return;
        turn.Borrowers = null;
        foreach (var borrower in borrowers)
        {
            if (borrower.Grant is not null) TryBorrow(borrower);
        }
    }
}
