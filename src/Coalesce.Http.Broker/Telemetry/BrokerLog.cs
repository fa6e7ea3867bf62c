using Microsoft.Extensions.Logging;

namespace Coalesce.Http.Broker.Telemetry;

/// <summary>Everything a broker logs. No query, no header value, no body.</summary>
internal static partial class BrokerLog
{
    [LoggerMessage(1, LogLevel.Warning,
        "A handler inside the chain of client '{Client}' changed {Difference} of requests to {Authority}. That may stand for a user whom the broker cannot see, so requests " +
        "to it without a partition are no longer shared or superseded. Set Partition to the user's id, call WithPartition, or, if it is the same for everyone, name the header in Key.InnerHeaders.")]
    public static partial void ContextExposed(ILogger logger, string client, string difference, string authority);

    [LoggerMessage(2, LogLevel.Warning,
        "Requests of client '{Client}' without a partition are not shared or superseded: {Reason}. Set Partition, or let the primary handler be a SocketsHttpHandler or HttpClientHandler of its own.")]
    public static partial void GuardMissing(ILogger logger, string client, string reason);

    [LoggerMessage(3, LogLevel.Warning,
        "Client '{Client}' has a resilience handler outside of its coalescing chain: waiting for a turn would count as a slow attempt and open its circuit. {Outcome} Call AddCoalescing before AddStandardResilienceHandler.")]
    public static partial void ResilienceOutside(ILogger logger, string client, string outcome);

    [LoggerMessage(4, LogLevel.Error, "A callback on the cancellation token of a flight of client '{Client}' to {Target} threw.")]
    public static partial void CancellationThrew(ILogger logger, string client, string target, Exception exception);

    [LoggerMessage(6, LogLevel.Error, "A callback on the cancellation token of a request of client '{Client}' threw when the request was taken back.")]
    public static partial void RecallThrew(ILogger logger, string client, Exception exception);

    [LoggerMessage(5, LogLevel.Debug, "Client '{Client}': flight {Flight} to {Target} failed.")]
    public static partial void FlightFailed(ILogger logger, string client, long flight, string target, Exception exception);

    [LoggerMessage(7, LogLevel.Warning, "The outbox of client '{Client}' could not {What}. What it holds is kept, and it goes on trying.")]
    public static partial void OutboxFailed(ILogger logger, string client, string what, Exception exception);

    [LoggerMessage(8, LogLevel.Warning, "{What} of client '{Client}' threw for entry {Entry} ({Method} {Target}). The entry is kept.")]
    public static partial void OutboxHookFailed(ILogger logger, string what, string client, Guid entry, string method, string target, Exception exception);

    [LoggerMessage(9, LogLevel.Information, "Outbox of client '{Client}': entry {Entry} ({Method} {Target}): {Step}.")]
    public static partial void OutboxStepped(ILogger logger, string client, Guid entry, string method, string target, BrokerEventKind step);

    [LoggerMessage(10, LogLevel.Warning, "Outbox of client '{Client}': entry {Entry} ({Method} {Target}) was given up and is kept as a dead letter. Look at it through the broker's Outbox, and retry or discard it.")]
    public static partial void OutboxDead(ILogger logger, string client, Guid entry, string method, string target);

    [LoggerMessage(11, LogLevel.Warning, "Outbox of client '{Client}': the lane of entry {Entry} ({Method} {Target}) is held until somebody is logged in: call Outbox.ResumeAsync then.")]
    public static partial void OutboxHeld(ILogger logger, string client, Guid entry, string method, string target);

    [LoggerMessage(12, LogLevel.Warning, "Outbox of client '{Client}': a request to {Target} is sent without being kept, since that is another origin than the client's base address. Use a client of its own for it.")]
    public static partial void OutboxElsewhere(ILogger logger, string client, string target);

    [LoggerMessage(13, LogLevel.Warning, "Client '{Client}': the second level of its cache cannot be used. Requests go on without it, and it is tried again every few seconds.")]
    public static partial void SecondLevelFailed(ILogger logger, string client, Exception exception);
}
