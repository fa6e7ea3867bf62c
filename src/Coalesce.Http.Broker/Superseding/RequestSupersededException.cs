namespace Coalesce.Http.Broker;

/// <summary>
/// The request was taken back because a newer one of its group took its place, or, in <see cref="SupersedeMode.First"/>,
/// because an older one still runs. Thrown by the send, or by the response's stream when the body had already begun.
/// Nothing is wrong with the server, and the answer is no longer wanted: ignore it as you would a cancellation.
/// </summary>
public sealed class RequestSupersededException : OperationCanceledException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What superseded what.</param>
    public RequestSupersededException(string message) : base(message) { }
}
