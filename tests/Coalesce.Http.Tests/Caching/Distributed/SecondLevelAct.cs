namespace Coalesce.Http.Tests.Caching.Distributed;

internal enum SecondLevelAct
{
    Read,

    /// <summary>Reads, and the origin's answer, as it is now, stays on its way.</summary>
    Hold,

    /// <summary>What has been on its way longest arrives.</summary>
    LetGo,
    Write,

    /// <summary>The process ends, and another takes its place with nothing in memory.</summary>
    Restart,

    /// <summary>The store cannot be reached from here on.</summary>
    Fail,

    /// <summary>What is set or removed from here on fails, and may be carried out later.</summary>
    Late,

    /// <summary>What has been late longest is carried out.</summary>
    CarryOut,
    Mend,
    LoseGenerations,
    LoseRecords,
}
