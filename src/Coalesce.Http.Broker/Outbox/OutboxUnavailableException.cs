namespace Coalesce.Http.Broker;

/// <summary>The store behind the outbox cannot be used: it cannot be opened, its disk is full, or a write failed. The message names it and says what to do.</summary>
public sealed class OutboxUnavailableException : OutboxException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong with which store, and what to do.</param>
    /// <param name="innerException">What caused it.</param>
    public OutboxUnavailableException(string message, Exception? innerException = null) : base(message, innerException) { }
}
