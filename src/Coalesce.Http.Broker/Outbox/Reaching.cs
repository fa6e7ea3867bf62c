using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Coalesce.Http.Broker.Outbox;

/// <summary>Tells a server that cannot be reached from one that answers, and from what is wrong on our side.</summary>
internal static class Reaching
{
    public static Reach Of(HttpStatusCode status) => status
        is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout ? Reach.Down : Reach.Up;

    public static Reach Of(Exception failure) => failure switch
    {
        HttpRequestException { StatusCode: not null } => Reach.Up, // an answer that a handler made an exception of
        HttpRequestException { HttpRequestError: HttpRequestError.UserAuthenticationError or HttpRequestError.ConfigurationLimitExceeded
            or HttpRequestError.VersionNegotiationError or HttpRequestError.ExtendedConnectNotSupported } => Reach.Unknown,
        // Also a connection that broke before the head: the request may have arrived, and its key lets it be sent again.
        HttpRequestException or SocketException or IOException or AuthenticationException or BrokenCircuitException => Reach.Down,
        TimeoutRejectedException => Reach.Slow,
        // SocketsHttpHandler's ConnectTimeout.
        TaskCanceledException { InnerException: TimeoutException } => Reach.Down,
        _ => Reach.Unknown,
    };

    /// <summary>Whether it failed before a byte of the request could leave.</summary>
    public static bool IsBeforeSending(Exception failure) => failure
        is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError
            or HttpRequestError.ProxyTunnelError }
        or TaskCanceledException { InnerException: TimeoutException };

    /// <summary>What went wrong, without what a message may carry: URIs, hosts, tokens.</summary>
    public static string NameOf(Exception failure) => failure is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } e
        ? e.HttpRequestError.ToString()
        : failure.GetType().Name;
}
