using CsCheck;

namespace Coalesce.Http.Tests.Caching.Distributed;

/// <summary>
/// Random steps of three processes before one origin. A read that begins after a write has ended never brings what was there before it: in the process that wrote, whatever fails; in a process that starts later, if
/// the write could be told.
/// </summary>
public sealed class SecondLevelModelTests
{
    private static readonly Gen<SecondLevelStep[]> Steps = Gen.Select(Gen.Int[0, 2], Gen.Int[0, 1], Gen.Frequency(
        (8, Gen.Const(SecondLevelAct.Read)), (4, Gen.Const(SecondLevelAct.Hold)), (3, Gen.Const(SecondLevelAct.LetGo)), (4, Gen.Const(SecondLevelAct.Write)), (6, Gen.Const(SecondLevelAct.Restart)),
        (1, Gen.Const(SecondLevelAct.Fail)), (1, Gen.Const(SecondLevelAct.Late)), (2, Gen.Const(SecondLevelAct.CarryOut)), (2, Gen.Const(SecondLevelAct.Mend)), (1, Gen.Const(SecondLevelAct.LoseGenerations)), (1, Gen.Const(SecondLevelAct.LoseRecords))),
        static (process, uri, act) => new SecondLevelStep(process, uri, act)).Array[5, 40];

    [Fact]
    public Task Read_AfterAWrite_NeverBringsWhatWasBefore() => PlayAsync(300, 50);

    [Fact(Explicit = true)]
    public Task Read_AfterAWrite_NeverBringsWhatWasBefore_Long() => PlayAsync(10_000, 2_000);

    private static async Task PlayAsync(int sequences, int leastFound)
    {
        var found = 0;
        await Steps.SampleAsync(
            async steps =>
            {
                using var run = new SecondLevelRun();
                await run.PlayAsync(steps);
                Interlocked.Add(ref found, run.Found);
            },
            iter: sequences, print: static steps => string.Join(", ", steps.Select(static step => $"new({step.Process}, {step.Uri}, SecondLevelAct.{step.Act})")));
        Assert.InRange(found, leastFound, int.MaxValue); // else it would show nothing
    }
}
