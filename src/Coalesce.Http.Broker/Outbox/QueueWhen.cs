namespace Coalesce.Http.Broker;

/// <summary>When a mutation is kept in the outbox and delivered later.</summary>
public enum QueueWhen
{
    /// <summary>Never: the route does not use the outbox. The default.</summary>
    Never,

    /// <summary>When the server cannot be reached: no head came because of a failure on the way, or a gateway answered 502, 503 or 504.</summary>
    Down,

    /// <summary>As <see cref="Down"/>, and when no head came within the route's <c>SlowAfter</c>: that attempt is cancelled.</summary>
    DownOrSlow,

    /// <summary>Always: the caller gets its 202 as soon as the entry is durable.</summary>
    Always,
}
