using Coalesce.Http.Broker.Messages;
using Coalesce.Http.Broker.Scheduling;
using Coalesce.Http.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Coalesce.Http.Broker.Tests.Scheduling;

public sealed class RequestSchedulerTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly RequestScheduler _scheduler;

    public RequestSchedulerTests() => _scheduler = Turns.Scheduler(1, _time);

    [Fact]
    public async Task Retry_OthersOfItsUrgencyWait_GoesFirstAndHoldsNoPermitMeanwhile()
    {
        var first = await OpenAsync();
        await AttemptAsync(first);
        var waits = _scheduler.Create();
        var next = _scheduler.Create();
        var open = Open(waits);
        var openNext = Open(next);

        _scheduler.Release(first); // its back-off begins

        await Wait.ForAsync(open);
        var retry = _scheduler.AcquireAsync(first, CancellationToken.None).AsTask();
        Assert.Equal([first, next], _scheduler.Snapshot());
        _scheduler.Close(waits);
        await Wait.ForAsync(retry);
        Assert.False(openNext.IsCompleted);
    }

    [Fact]
    public async Task Retry_MoreUrgentWaits_GoesAfterIt()
    {
        var first = await OpenAsync();
        await AttemptAsync(first);
        _scheduler.Release(first);
        var holder = await OpenAsync();
        var urgent = _scheduler.Create(urgency: 0);
        var open = Open(urgent);

        var retry = _scheduler.AcquireAsync(first, CancellationToken.None).AsTask();
        _scheduler.Close(holder);

        await Wait.ForAsync(open);
        Assert.False(retry.IsCompleted);
    }

    [Fact]
    public async Task Lend_WhileTheLenderItselfWaits_GoesWithItsPermit()
    {
        var lender = await OpenAsync();
        await AttemptAsync(lender);
        _scheduler.Release(lender);
        var holder = await OpenAsync();
        var joined = _scheduler.Create(urgency: 7);
        var open = Open(joined);
        var retry = _scheduler.AcquireAsync(lender, CancellationToken.None).AsTask();

        joined.Demand.Lend(lender); // its handlers wait for this one too
        _scheduler.Close(holder);

        await Wait.ForAsync(retry);
        await Wait.ForAsync(open);
    }

    [Fact]
    public async Task Lend_AnotherWithoutAPermitLendsToo_TheOnesPermitIsUsed()
    {
        var without = await OpenAsync();
        await AttemptAsync(without);
        _scheduler.Release(without);
        var holder = await OpenAsync();
        var joined = _scheduler.Create();
        // Both at the same moment: the notices come when both have been written.
        joined.Demand.Lend(holder);
        joined.Demand.Lend(without);

        await Wait.ForAsync(Open(joined));

        Assert.Same(holder, joined.BorrowedFrom);
    }

    [Fact]
    public async Task Reservation_UnusedForASecondWhileAnotherWaits_GoesBack()
    {
        var idle = await OpenAsync(); // its handlers wait for a token that the other one fetches
        var other = _scheduler.Create(urgency: 7);
        var open = Open(other);
        _time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(open.IsCompleted);

        _time.Advance(TimeSpan.FromMilliseconds(1));

        await Wait.ForAsync(open);
        var attempt = _scheduler.AcquireAsync(idle, CancellationToken.None).AsTask();
        Assert.False(attempt.IsCompleted);
        _scheduler.Close(other);
        await Wait.ForAsync(attempt);
        _scheduler.Release(idle);
        _scheduler.Close(idle);
        Assert.True(_scheduler.IsIdle);
    }

    [Fact]
    public async Task Reservation_UnusedForLongWhileNobodyWaits_IsKeptUntilSomebodyHasWaitedASecond()
    {
        var idle = await OpenAsync();
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(idle.IsHeld);

        var open = Open(_scheduler.Create());
        Assert.False(open.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));

        await Wait.ForAsync(open);
    }

    [Fact]
    public async Task Reservation_OfAnAttemptOnTheWire_IsKept()
    {
        var sends = await OpenAsync();
        await AttemptAsync(sends);
        var open = Open(_scheduler.Create());

        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.True(sends.IsHeld);
        Assert.False(open.IsCompleted);
    }

    [Fact]
    public async Task Pause_WithPermitsFree_GivesNoneUntilResume()
    {
        _scheduler.Pause();
        var open = Open(_scheduler.Create());
        Assert.False(open.IsCompleted);

        _scheduler.Resume();

        await Wait.ForAsync(open);
    }

    [Fact]
    public async Task Pause_WithoutALimit_NothingIsOpenUntilResume()
    {
        var scheduler = Turns.Scheduler(null);
        Assert.True(scheduler.IsOpen);
        scheduler.Pause();
        Assert.False(scheduler.IsOpen);
        var opens = Enumerable.Range(0, 10).Select(_ => scheduler.OpenAsync(scheduler.Create(), CancellationToken.None).AsTask()).ToList();

        scheduler.Resume();

        await Wait.ForAsync(Task.WhenAll(opens));
    }

    [Fact]
    public async Task Abandon_BeforeTheTurnIsAskedFor_TakesNoPermit()
    {
        var demand = new Demand(0);
        demand.Abandon();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Open(_scheduler.Create(demand: demand)));

        Assert.True(_scheduler.IsIdle);
    }

    private Task Open(Turn turn) => _scheduler.OpenAsync(turn, CancellationToken.None).AsTask();

    private async Task<Turn> OpenAsync()
    {
        var turn = _scheduler.Create();
        await Wait.ForAsync(Open(turn));
        return turn;
    }

    private Task AttemptAsync(Turn turn) => Wait.ForAsync(_scheduler.AcquireAsync(turn, CancellationToken.None));
}
