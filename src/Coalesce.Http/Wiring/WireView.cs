using Coalesce.Http.Broker;
using Microsoft.Extensions.Http.Logging;

namespace Coalesce.Http;

/// <summary>
/// What the handlers of one chain need to know of those further in. Looked up at the first send, when the chain is complete; threads that come at once find the same.
/// </summary>
internal sealed class WireView(RequestBroker broker)
{
    private WireEnd? _end;

    /// <summary>Whether handlers that may send something themselves stand between ours and the wire. The factory's own logging sends nothing.</summary>
    public static bool HasHandlersBelow(HttpMessageHandler inner)
    {
        while (inner.GetType() == typeof(LoggingHttpMessageHandler) && ((DelegatingHandler)inner).InnerHandler is { } next) inner = next;
        return inner is not SchedulingHandler;
    }

    /// <summary>The Cookie header that the primary handler will write for the request, or <see langword="null"/>.</summary>
    public string? CookiesFor(HttpRequestMessage request, HttpMessageHandler inner)
    {
        var end = Volatile.Read(ref _end);
        if (end is null)
        {
            end = Look(inner);
            Volatile.Write(ref _end, end);
        }
        return end.CookiesFor(request.RequestUri!);
    }

    private WireEnd Look(HttpMessageHandler handler)
    {
        var isGuarded = false;
        while (handler is DelegatingHandler { InnerHandler: { } inner } delegating)
        {
            isGuarded |= delegating is CredentialGuard guard && guard.Broker == broker;
            handler = inner;
        }
        var end = WireEnd.Of(handler);
        if (!isGuarded) broker.MissGuard("no guard could be put above the primary handler");
        else if (end.Distrust is { } reason) broker.MissGuard(reason);
        return end;
    }
}
