using Coalesce.Http.Broker.Messages;
using Coalesce.Http.Testing;
using CsCheck;

namespace Coalesce.Http.Broker.Tests.Scheduling;

public sealed class RequestSchedulerModelTests
{
    private static readonly Gen<(int Limit, (int Op, int Pick, int Other, int Urgency)[] Steps)> Schedules = Gen.Select(
        Gen.Int[1, 3], Gen.Select(Gen.Int[0, 14], Gen.Int[0, 999], Gen.Int[0, 999], Gen.Int[0, 7]).Array[1, 50]);

    [Fact]
    public Task AnySchedule_OneStepAfterTheOther_AsTheModel() =>
        Schedules.SampleAsync(schedule => new SchedulerRun(schedule.Limit).PlayAsync(schedule.Steps), iter: 10_000);

    [Fact(Explicit = true)]
    [Trait("Category", "Long")]
    public Task ManySchedules_OneStepAfterTheOther_AsTheModel() =>
        Schedules.SampleAsync(schedule => new SchedulerRun(schedule.Limit).PlayAsync(schedule.Steps), iter: 200_000);

    [Fact]
    public Task SendsAtOnce_OnManyThreads_NeverMoreThanTheLimitAndIdleAtTheEnd() => RaceAsync(rounds: 40);

    [Fact(Explicit = true)]
    [Trait("Category", "Long")]
    public Task SendsAtOnce_OnManyThreadsForLong_NeverMoreThanTheLimitAndIdleAtTheEnd() => RaceAsync(rounds: 4_000);

    private static async Task RaceAsync(int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            var limit = 1 + (round % 4);
            var scheduler = Turns.Scheduler(limit);
            var onTheWire = 0;
            var sends = Enumerable.Range(0, 64).Select(i => Task.Run(async () =>
            {
                var random = new Random((round * 64) + i);
                var demand = new Demand(random.Next(8));
                var turn = scheduler.Create(demand: demand);
                var cancellation = new CancellationTokenSource(); // cancelled behind its back, perhaps late: not disposed
                if (random.Next(4) == 0) ThreadPool.UnsafeQueueUserWorkItem(static source => source.Cancel(), cancellation, preferLocal: false);
                if (random.Next(4) == 0) ThreadPool.UnsafeQueueUserWorkItem(static demand => demand.Abandon(), demand, preferLocal: false);
                if (random.Next(2) == 0) ThreadPool.UnsafeQueueUserWorkItem(static demand => { demand.SetUrgency(0); demand.Notify(); }, demand, preferLocal: false);
                try
                {
                    await scheduler.OpenAsync(turn, cancellation.Token);
                    for (var attempt = random.Next(3); attempt >= 0; attempt--)
                    {
                        await scheduler.AcquireAsync(turn, cancellation.Token);
                        if (Interlocked.Increment(ref onTheWire) > limit) throw new InvalidOperationException("More permits than there are.");
                        await Task.Yield();
                        Interlocked.Decrement(ref onTheWire);
                        scheduler.Release(turn);
                    }
                }
                catch (OperationCanceledException)
                {
                    // It left, or nobody wanted it any more.
                }
                scheduler.Close(turn);
            })).ToArray();
            await Wait.ForAsync(Task.WhenAll(sends), $"round {round}");
            Assert.True(scheduler.IsIdle, $"round {round}");
            Assert.Empty(scheduler.Snapshot());
        }
    }
}
