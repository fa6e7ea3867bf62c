using CsCheck;

namespace Coalesce.Http.Broker.Tests.Outbox;

/// <summary>No entry is lost, no lane out of order, none sent by two within a lease, and every entry ends.</summary>
public sealed class OutboxEngineModelTests
{
    private static readonly Gen<int[]> Schedules = Gen.Int[0, 99_999].Array[10, 150];

    [Fact]
    public void Run_AnySchedule_KeepsItsPromises() => Schedules.Sample(OutboxEngineModel.Run, iter: 500);

    [Fact(Explicit = true)]
    public void Run_ManySchedules_KeepsItsPromises() => Schedules.Sample(OutboxEngineModel.Run, iter: 10_000);
}
