using Coalesce.Http.Broker.Scheduling;
using Coalesce.Http.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Coalesce.Http.Broker.Tests.Scheduling;

public sealed class SilentPermitsTests
{
    private static readonly TimeSpan AMillisecond = TimeSpan.FromMilliseconds(1);
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Watch_SilentForASecond_GivesThePermitBack()
    {
        var scheduler = Turns.Scheduler(1, _time);
        var silent = new SilentPermits(_time);
        var permit = await AcquireAsync(scheduler);
        silent.Watch(permit);

        _time.Advance(TimeSpan.FromSeconds(1) - AMillisecond);
        Assert.False(permit.IsReleased);
        _time.Advance(2 * AMillisecond);

        Assert.True(permit.IsReleased);
        Assert.True(scheduler.IsIdle);
    }

    [Fact]
    public async Task Watch_BytesKeepComing_KeepsThePermitUntilASecondAfterTheLast()
    {
        var scheduler = Turns.Scheduler(1, _time);
        var silent = new SilentPermits(_time);
        var permit = await AcquireAsync(scheduler);
        silent.Watch(permit);

        for (var i = 0; i < 20; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(900));
            permit.SawBytes();
            Assert.False(permit.IsReleased);
        }
        _time.Advance(TimeSpan.FromMilliseconds(1001));

        Assert.True(permit.IsReleased);
    }

    [Fact]
    public async Task Watch_SeveralAtDifferentTimes_EachGoesAfterItsOwnSecond()
    {
        var scheduler = Turns.Scheduler(3, _time);
        var silent = new SilentPermits(_time);
        List<Permit> permits = [];
        for (var i = 0; i < 3; i++)
        {
            permits.Add(await AcquireAsync(scheduler));
            silent.Watch(permits[i]);
            _time.Advance(TimeSpan.FromMilliseconds(400));
        }
        Assert.Equal([true, false, false], permits.Select(permit => permit.IsReleased));

        _time.Advance(TimeSpan.FromMilliseconds(205));
        Assert.Equal([true, true, false], permits.Select(permit => permit.IsReleased));
        _time.Advance(TimeSpan.FromMilliseconds(400));

        Assert.All(permits, permit => Assert.True(permit.IsReleased));
    }

    [Fact]
    public async Task Watch_HeadTookLong_TheSecondBeginsWithTheHead()
    {
        var scheduler = Turns.Scheduler(2, _time);
        var silent = new SilentPermits(_time);
        var slow = await AcquireAsync(scheduler); // on the wire, without a head for now
        _time.Advance(TimeSpan.FromSeconds(4.5));
        var other = await AcquireAsync(scheduler);
        silent.Watch(other);
        _time.Advance(TimeSpan.FromMilliseconds(900));

        silent.Watch(slow); // its head is here
        _time.Advance(TimeSpan.FromMilliseconds(110)); // the other one's second is over

        Assert.True(other.IsReleased);
        Assert.False(slow.IsReleased);
    }

    [Fact]
    public async Task Watch_ThreadIsHeldUpWhileItLooks_TheTimerIsSetAgain()
    {
        var time = new ClockThatRuns(_time);
        var scheduler = Turns.Scheduler(1, time);
        var silent = new SilentPermits(time);
        var permit = await AcquireAsync(scheduler);
        silent.Watch(permit);
        _time.Advance(TimeSpan.FromMilliseconds(999));
        permit.SawBytes();

        // The timer's look finds 999 ms of silence, and at the second reading of the clock already more than its second.
        time.Step = TimeSpan.FromMilliseconds(4);
        time.Elapsed = TimeSpan.FromMilliseconds(993);
        _time.Advance(2 * AMillisecond);
        time.Step = TimeSpan.Zero;
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.True(permit.IsReleased);
    }

    [Fact]
    public async Task Release_Twice_CountsOnce()
    {
        var scheduler = Turns.Scheduler(1, _time);
        var permit = await AcquireAsync(scheduler);
        var next = scheduler.Create();
        var afterNext = scheduler.Create();
        var open = scheduler.OpenAsync(next, CancellationToken.None).AsTask();
        var openAfter = scheduler.OpenAsync(afterNext, CancellationToken.None).AsTask();

        permit.Release();
        permit.Release();

        await Wait.ForAsync(open);
        Assert.False(openAfter.IsCompleted);
        Assert.Equal([afterNext], scheduler.Snapshot());
    }

    private static async Task<Permit> AcquireAsync(RequestScheduler scheduler)
    {
        var turn = scheduler.Create();
        await Wait.ForAsync(scheduler.OpenAsync(turn, CancellationToken.None));
        await Wait.ForAsync(scheduler.AcquireAsync(turn, CancellationToken.None));
        scheduler.Close(turn);
        return new Permit(scheduler, turn);
    }

    /// <summary>A clock that goes on at each reading, as a real one does while a thread is held up.</summary>
    private sealed class ClockThatRuns(FakeTimeProvider inner) : TimeProvider
    {
        public TimeSpan Step { get; set; }

        public TimeSpan Elapsed { get; set; }

        public override long TimestampFrequency => inner.TimestampFrequency;

        public override long GetTimestamp()
        {
            Elapsed += Step;
            return inner.GetTimestamp() + (long)(Elapsed.TotalSeconds * TimestampFrequency);
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            inner.CreateTimer(callback, state, dueTime, period);
    }
}
