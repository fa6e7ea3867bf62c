namespace Coalesce.Http.Broker;

/// <summary>Which waiting entries a newer mutation makes needless. An entry that is being sent is never touched.</summary>
public enum OutboxCompaction
{
    /// <summary>None. The default.</summary>
    None,

    /// <summary>A PUT takes the place of the waiting PUTs to the same URI, unless they carry a condition (RFC 9110, section 13).</summary>
    KeepLatest,

    /// <summary>
    /// As <see cref="KeepLatest"/>, and a DELETE drops out together with the waiting PUT with <c>If-None-Match: *</c> that was to create the same URI, and with
    /// all between them, as long as none of them has ever been sent.
    /// </summary>
    DropPairs,
}
