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
}
