namespace Coalesce.Http.Broker;

/// <summary>Where an entry of the outbox stands.</summary>
public enum OutboxState
{
    /// <summary>Its caller still waits for the first attempt: nothing was acknowledged yet.</summary>
    Trying,

    /// <summary>Acknowledged, and waiting for its next attempt.</summary>
    Waiting,

    /// <summary>Leased: a process is sending it, or is about to.</summary>
    Replaying,

    /// <summary>The server has accepted it.</summary>
    Delivered,

    /// <summary>A dead letter: given up, kept with its reason until it is retried or discarded.</summary>
    Dead,

    /// <summary>Its caller left before it was acknowledged. It is never sent again.</summary>
    Withdrawn,

    /// <summary>Somebody discarded it through the broker.</summary>
    Discarded,

    /// <summary>A newer mutation made it needless, see <see cref="OutboxCompaction"/>.</summary>
    Compacted,
}
