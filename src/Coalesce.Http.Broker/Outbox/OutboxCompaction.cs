namespace Coalesce.Http.Broker;

/// <summary>Which waiting entries a newer mutation makes needless. Only entries of its own lane; one that is leased is never touched.</summary>
public enum OutboxCompaction
{
    /// <summary>None. The default.</summary>
    None,

    /// <summary>A PUT takes the place of the waiting PUTs to the same URI, unless it or they carry a condition (RFC 9110, section 13). It goes to the end of the lane.</summary>
    KeepLatest,

    /// <summary>
    /// As <see cref="KeepLatest"/>, and a DELETE drops out together with the waiting PUT with <c>If-None-Match: *</c> that was to create the same URI, and with
    /// all between them to that URI, as long as all of those that have not ended wait and none was ever sent; unless the DELETE carries a condition.
    /// </summary>
    DropPairs,
}
