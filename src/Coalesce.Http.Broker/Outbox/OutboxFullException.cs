namespace Coalesce.Http.Broker;

/// <summary>The outbox holds as much as it may, or the request's body is larger than an entry may be. The message says which bound.</summary>
public sealed class OutboxFullException : OutboxException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which bound, and what to do.</param>
    public OutboxFullException(string message) : base(message) { }
}
