using CsCheck;

namespace Coalesce.Http.Broker.Tests.Flights;

/// <summary>
/// Random schedules of joining, leaving, heads, bodies, failures, reads and time: every caller ends once with its right outcome, whatever the others do,
/// and nothing is left. A failure prints the seed to play it again with.
/// </summary>
public sealed class RandomScheduleTests
{
    private static readonly Gen<ScheduleStep> Step = Gen.Select(
        Gen.Frequency(
            (8, Gen.Const(StepKind.Join)), (4, Gen.Const(StepKind.LeaveByToken)), (4, Gen.Const(StepKind.Head)),
            (1, Gen.Const(StepKind.UnshareableHead)), (1, Gen.Const(StepKind.HeadFails)), (6, Gen.Const(StepKind.Bytes)),
            (2, Gen.Const(StepKind.BodyEnds)), (1, Gen.Const(StepKind.BodyFails)), (2, Gen.Const(StepKind.DisposeResponse)),
            (12, Gen.Const(StepKind.Read)), (2, Gen.Const(StepKind.Advance)), (6, Gen.Const(StepKind.Yield))),
        Gen.Int[0, 11], Gen.Int[1, 6000], (kind, who, amount) => new ScheduleStep(kind, who, amount));

    private static readonly Gen<(ScheduleStep[], bool)> Schedule = Gen.Select(Step.Array[4, 60], Gen.Bool);

    [Fact]
    public Task Schedule_Random_EveryCallerEndsRightAndNothingIsLeft() => PlayAsync(10_000);

    [Fact(Explicit = true), Trait("Category", "Long")]
    public Task Schedule_RandomOfTheLongSuite_EveryCallerEndsRightAndNothingIsLeft() => PlayAsync(300_000);

    private static Task PlayAsync(long schedules) =>
        Schedule.SampleAsync(schedule => ScheduleRun.PlayAsync(schedule.Item1, schedule.Item2), iter: schedules, threads: 2,
            print: schedule => string.Join(", ", schedule.Item1) + (schedule.Item2 ? "; everyone leaves" : "; all read on"));
}
