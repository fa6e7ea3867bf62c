namespace Coalesce.Http.Broker;

/// <summary>What a <see cref="BrokerEvent"/> tells.</summary>
public enum BrokerEventKind
{
    /// <summary>A flight was started by its first caller.</summary>
    FlightStarted,

    /// <summary>A caller joined a flight.</summary>
    FlightJoined,

    /// <summary>The head of a flight's response came and may be shared.</summary>
    FlightLanded,

    /// <summary>A flight's answer may not be shared: all callers but one were sent on their own.</summary>
    FlightNotShareable,

    /// <summary>A flight ended: its body was read to the end.</summary>
    FlightEnded,

    /// <summary>A flight failed, before its head or in its body.</summary>
    FlightFailed,

    /// <summary>A flight was cancelled on the wire, because its last caller left or through the broker.</summary>
    FlightCancelled,

    /// <summary>A request began to wait for its turn.</summary>
    TurnWaiting,

    /// <summary>A request got its turn.</summary>
    TurnGranted,

    /// <summary>A request was superseded by a newer one of its group.</summary>
    Superseded,

    /// <summary>A mutation was acknowledged, and waits in the outbox.</summary>
    EntryQueued,

    /// <summary>A mutation joined the entry that has its key.</summary>
    EntryJoined,

    /// <summary>An entry is sent again.</summary>
    EntryReplaying,

    /// <summary>The server has accepted an entry.</summary>
    EntryDelivered,

    /// <summary>A replay failed; the entry waits for its next.</summary>
    EntryRescheduled,

    /// <summary>The lane of an entry is held until its credentials or its origin are right.</summary>
    LaneHeld,

    /// <summary>A replay ended somewhere else, as at a log-in page; the lane of its entry is held.</summary>
    LaneRedirected,

    /// <summary>An entry was given up, and is kept as a dead letter.</summary>
    EntryDead,

    /// <summary>The caller left before its mutation was acknowledged.</summary>
    EntryWithdrawn,

    /// <summary>An entry was discarded through the broker.</summary>
    EntryDiscarded,

    /// <summary>A newer mutation made an entry needless.</summary>
    EntryCompacted,

    /// <summary>An entry was made due through the broker.</summary>
    EntryRetried,
}
