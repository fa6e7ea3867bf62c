namespace Coalesce.Http.Broker.Tests.Flights;

/// <summary>What may happen next to the flights of one broker.</summary>
internal enum StepKind
{
    Join,
    LeaveByToken,
    Head,
    UnshareableHead,
    HeadFails,
    Bytes,
    BodyEnds,
    BodyFails,
    DisposeResponse,
    Read,
    Advance,
    Yield,
}

/// <summary>One step of a random schedule.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Who">To which caller or send, modulo how many there are.</param>
/// <param name="Amount">How much of it.</param>
internal readonly record struct ScheduleStep(StepKind Kind, int Who, int Amount);
