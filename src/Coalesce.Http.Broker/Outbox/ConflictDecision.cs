namespace Coalesce.Http.Broker;

/// <summary>What is to become of an entry that met a conflict (409 or 412).</summary>
public enum ConflictDecision
{
    /// <summary>It is given up, and kept as a dead letter. The default.</summary>
    DeadLetter,

    /// <summary>The server's state is as it was to be: it counts as delivered.</summary>
    Delivered,

    /// <summary>It is sent once more after the back-off.</summary>
    Retry,
}
