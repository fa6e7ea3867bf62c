namespace Coalesce.Http.Broker;

/// <summary>Why an entry of the outbox ended as it did.</summary>
public enum OutboxReason
{
    /// <summary>It has not ended, or its state says all.</summary>
    None,

    /// <summary>The server refused it (4xx).</summary>
    Rejected,

    /// <summary>The server's state had changed (409 or 412), and no <c>OnConflict</c> decided otherwise.</summary>
    Conflict,

    /// <summary>The route's <c>MaxAttempts</c> were used up.</summary>
    AttemptsUsedUp,

    /// <summary>The route's <c>ExpiresAfter</c> passed.</summary>
    Expired,

    /// <summary>
    /// An earlier attempt may have arrived longer ago than the server remembers keys (the route's <c>ReplayFor</c>): sending it again could carry it out twice.
    /// </summary>
    OutcomeUnknown,

    /// <summary>What was stored cannot be read: it was changed, moved, or encrypted with another key.</summary>
    Unreadable,
}
