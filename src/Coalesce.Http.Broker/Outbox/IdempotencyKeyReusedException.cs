namespace Coalesce.Http.Broker;

/// <summary>The request carries the <c>Idempotency-Key</c> of an entry with another method, URI or body.</summary>
public sealed class IdempotencyKeyReusedException : OutboxException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What to do.</param>
    public IdempotencyKeyReusedException(string message) : base(message) { }
}
