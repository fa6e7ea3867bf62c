namespace Coalesce.Http.Broker;

/// <summary>The outbox could not take a mutation. It was not sent, and nothing was acknowledged. Not a failure of HTTP, so that nothing retries it as one.</summary>
public abstract class OutboxException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was wrong, and what to do.</param>
    /// <param name="innerException">What caused it.</param>
    private protected OutboxException(string message, Exception? innerException = null) : base(message, innerException) { }
}
