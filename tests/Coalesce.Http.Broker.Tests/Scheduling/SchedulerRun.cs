using Coalesce.Http.Broker.Messages;
using Coalesce.Http.Broker.Scheduling;
using Coalesce.Http.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Coalesce.Http.Broker.Tests.Scheduling;

/// <summary>Plays one schedule on a real scheduler and, beside it, on a model that keeps a plain list and looks through all of it.</summary>
internal sealed class SchedulerRun(int limit)
{
    private readonly RequestScheduler _scheduler = Turns.Scheduler(limit, new FakeTimeProvider()); // no second passes
    private readonly List<ModelTurn> _turns = [];
    private bool _isPaused;

    private IEnumerable<ModelTurn> Queued => _turns.Where(turn => turn.IsQueued);

    private int OwnPermits => _turns.Count(turn => turn.IsHeld && turn.BorrowedFrom is null);

    public async Task PlayAsync(IEnumerable<(int Op, int Pick, int Other, int Urgency)> schedule)
    {
        foreach (var (op, pick, other, urgency) in schedule)
        {
            await StepAsync(op, pick, other, urgency);
            await CheckAsync();
        }
        await EndAllAsync();
    }

    private async Task StepAsync(int op, int pick, int other, int urgency)
    {
        if (op <= 3 || _turns.Count == 0)
        {
            // Some are sent on behalf of one that runs.
            Open(urgency, op == 0 && _turns.Count > 0 && _turns[other % _turns.Count] is { CanLend: true } runs ? runs : null);
            return;
        }
        var turn = _turns[pick % _turns.Count];
        switch (op)
        {
            case 4 or 5 when turn is { Pending: null, IsOver: false }:
                Acquire(turn);
                break;
            case 6 or 7 when turn.Attempts > 0:
                EndAttempt(turn);
                break;
            case 8 when turn is { Pending: null, IsOver: false }:
                Close(turn);
                break;
            case 9 when turn.Pending is not null:
                await CancelAsync(turn);
                break;
            case 10:
                turn.Demand.SetUrgency(urgency);
                turn.Urgency = urgency;
                turn.Demand.Notify();
                Notice(turn);
                break;
            case 11:
                turn.Demand.Abandon();
                turn.IsAbandoned = true;
                await AbandonedAsync(turn);
                break;
            case 12:
                _scheduler.Pause();
                _isPaused = true;
                break;
            case 13:
                _scheduler.Resume();
                _isPaused = false;
                break;
            // Nothing waits for what waits for it.
            case 14 when _turns[other % _turns.Count] is { CanLend: true } lender && lender != turn && !WaitsFor(lender, turn):
                turn.Lend(lender);
                turn.Demand.Lend(lender.Real);
                Settle();
                Notice(turn); // who borrows at once keeps its place
                break;
        }
        Settle();
    }

    private void Open(int urgency, ModelTurn? lender)
    {
        var demand = new Demand(urgency);
        if (lender is not null) demand.Lend(lender.Real);
        var real = _scheduler.CreateTurn(demand, Turns.Name());
        var turn = new ModelTurn(real, demand, urgency, real.Order) { PendingIsOpen = true };
        if (lender is not null) turn.Lend(lender);
        _turns.Add(turn);
        turn.Pending = _scheduler.OpenAsync(real, turn.Cancellation.Token).AsTask();
        Enqueue(turn);
    }

    private void Acquire(ModelTurn turn)
    {
        turn.Cancellation = new CancellationTokenSource();
        turn.PendingIsOpen = false;
        turn.Pending = _scheduler.AcquireAsync(turn.Real, turn.Cancellation.Token).AsTask();
        if (turn.IsReserved)
        {
            turn.IsReserved = false; // the attempt takes the turn's place
            return;
        }
        Enqueue(turn);
    }

    private void Enqueue(ModelTurn turn)
    {
        turn.Users++;
        if (turn.IsHeld || turn.IsAbandoned) return;
        turn.IsQueued = true;
        Settle(); // where a permit is free nobody waits, so it goes to this one
        Notice(turn);
    }

    private static void Notice(ModelTurn turn)
    {
        if (!turn.IsQueued) return;
        turn.QueuedUrgency = turn.EffectiveUrgency;
        turn.Order = turn.Lenders.Select(lender => lender.Order).Append(turn.Order).Min();
    }

    private void EndAttempt(ModelTurn turn)
    {
        _scheduler.Release(turn.Real);
        turn.Attempts--;
        Release(turn);
    }

    private static void Release(ModelTurn turn)
    {
        turn.Users--;
        if (turn.Users > 0) return;
        turn.IsQueued = false;
        if (!turn.IsHeld) return;
        turn.IsHeld = false;
        if (turn.BorrowedFrom is not { } lender) return;
        turn.BorrowedFrom = null;
        Release(lender);
    }

    private void Close(ModelTurn turn)
    {
        _scheduler.Close(turn.Real);
        turn.IsOver = true;
        if (!turn.IsReserved) return;
        turn.IsReserved = false;
        Release(turn);
    }

    private static async Task CancelAsync(ModelTurn turn)
    {
        await turn.Cancellation.CancelAsync();
        await AssertCancelledAsync(turn);
        Release(turn);
    }

    private static async Task AbandonedAsync(ModelTurn turn)
    {
        if (turn.Pending is null || turn.IsHeld) return;
        turn.IsQueued = false;
        await AssertCancelledAsync(turn);
        turn.Users--;
    }

    private static async Task AssertCancelledAsync(ModelTurn turn)
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.ForAsync(turn.Pending!));
        turn.Pending = null;
        // It was never opened, so nothing runs for it that could send.
        if (turn.PendingIsOpen) turn.IsOver = true;
    }

    /// <summary>Gives what can be given: a lender's permit first, then the free ones by urgency and arrival.</summary>
    private void Settle()
    {
        while (true)
        {
            if (Queued.FirstOrDefault(turn => turn.Lenders.Any(lender => lender.IsHeld)) is { } borrower)
            {
                // Which of several lenders is no matter of order: the real one says.
                var lender = borrower.Lenders.First(lender => lender.IsHeld && borrower.Real.BorrowedFrom == lender.Real);
                lender.Users++;
                borrower.BorrowedFrom = lender;
                Hold(borrower);
            }
            else if (!_isPaused && OwnPermits < limit && Queued.Any())
            {
                var first = Queued.OrderBy(turn => turn.QueuedUrgency).ThenBy(turn => turn.Order).First();
                // A borrower has its lender's place: which of the two goes first, and so whether it borrows, is the real one's choice.
                var equals = Queued.Where(turn => turn.QueuedUrgency == first.QueuedUrgency && turn.Order == first.Order
                    && turn.Real is { IsHeld: true, BorrowedFrom: null }).ToList();
                Hold(equals.FirstOrDefault(turn => !equals.Any(other => other.Lenders.Contains(turn))) ?? first);
            }
            else
            {
                return;
            }
        }
    }

    private static void Hold(ModelTurn turn)
    {
        turn.IsQueued = false;
        turn.IsHeld = true;
    }

    private async Task CheckAsync()
    {
        foreach (var turn in _turns)
        {
            Assert.True(turn.IsHeld == turn.Real.IsHeld, $"{turn}: the real one is {(turn.Real.IsHeld ? "" : "not ")}held");
            Assert.Equal(turn.IsQueued, turn.Real.Grant is not null);
            if (turn.Pending is null) continue;
            if (turn.IsQueued) Assert.False(turn.Pending.IsCompleted, $"{turn} waits, but was let go");
            else if (turn.IsHeld) await GrantedAsync(turn);
            else await AbandonedAsync(turn);
        }
        Assert.Equal(
            Queued.Select(turn => (turn.QueuedUrgency, turn.Order)).Order(),
            _scheduler.Snapshot().Select(turn => (turn.QueuedUrgency, turn.Order)));
        Assert.True(_turns.Count(turn => turn.Real is { IsHeld: true, BorrowedFrom: null }) <= limit);
        Assert.Equal(OwnPermits == 0 && !Queued.Any(), _scheduler.IsIdle);
    }

    private static async Task GrantedAsync(ModelTurn turn)
    {
        await Wait.ForAsync(turn.Pending!);
        turn.Pending = null;
        if (turn.PendingIsOpen) turn.IsReserved = true;
        else turn.Attempts++;
        turn.PendingIsOpen = false;
    }

    private async Task EndAllAsync()
    {
        _scheduler.Resume();
        _isPaused = false;
        Settle();
        while (_turns.FirstOrDefault(turn => turn.IsHeld || turn.IsQueued) is not null)
        {
            await CheckAsync();
            var turn = _turns.First(turn => turn.IsHeld && !_turns.Any(other => other.BorrowedFrom == turn));
            if (!turn.IsOver) Close(turn);
            while (turn.Attempts > 0) EndAttempt(turn);
            Assert.False(turn.IsHeld);
            Settle();
        }
        await CheckAsync();
        Assert.True(_scheduler.IsIdle);
        Assert.Empty(_scheduler.Snapshot());
    }

    private static bool WaitsFor(ModelTurn turn, ModelTurn other) => turn.Lenders.Any(lender => lender == other || WaitsFor(lender, other));
}
