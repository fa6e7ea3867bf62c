namespace Coalesce.Http.Broker;

/// <summary>How much a client may keep.</summary>
/// <param name="MaxEntries">How many entries that have not ended, dead letters included.</param>
/// <param name="MaxBytes">How many bytes of URI, headers and body they may have together. Of an ended one its headers, URI and the answer kept count when room is made.</param>
public readonly record struct OutboxBounds(int MaxEntries, long MaxBytes);
