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
}
