using Coalesce.Http.Broker;
using Coalesce.Http.Broker.Flights;
using Coalesce.Http.Broker.Messages;
using Coalesce.Http.Broker.Outbox;

namespace Coalesce.Http;

/// <summary>
/// Innermost of all: compares what is really sent with the key under which its answer would be shared, and stamps the answers that the key knows. Where a
/// partition vouches for whose they are, there is nothing to compare.
/// </summary>
internal sealed class CredentialGuard(RequestBroker broker) : DelegatingHandler
{
    private WireEnd? _end;

    public RequestBroker Broker => broker;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (OutboxExchange.Of(request) is { } exchange) return SendMarkedAsync(request, exchange, cancellationToken);
        if (FlightToGuard(request) is not { } flight || !IsAsKeyed(flight, request)) return base.SendAsync(request, cancellationToken);
        var send = base.SendAsync(request, cancellationToken);
        if (!send.IsCompletedSuccessfully) return StampAsync(flight, request, send);
        Stamp(flight, request, send.GetAwaiter().GetResult());
        return send;
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (FlightToGuard(request) is not { } flight || !IsAsKeyed(flight, request)) return base.Send(request, cancellationToken);
        var response = base.Send(request, cancellationToken);
        Stamp(flight, request, response);
        return response;
    }

    private async Task<HttpResponseMessage> SendMarkedAsync(HttpRequestMessage request, OutboxExchange exchange, CancellationToken cancellationToken)
    {
        _end ??= WireEnd.Of(InnerHandler!);
        exchange.Leave(CredentialsOf(request));
        var (uri, method) = (request.RequestUri!, request.Method); // a redirect puts others in their place
        try
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            exchange.Answered(uri, method, response?.RequestMessage ?? request, response?.StatusCode);
            return response!;
        }
        catch (Exception e)
        {
            exchange.Failed(e);
            throw;
        }
    }

    /// <summary>All that says whose a mutation is.</summary>
    private string CredentialsOf(HttpRequestMessage request)
    {
        var fields = request.Headers.NonValidated.Where(field => broker.KeyRules.IsSensitive(field.Key))
            .OrderBy(field => field.Key, StringComparer.OrdinalIgnoreCase).Select(field => $"{field.Key.ToUpperInvariant()}: {field.Value}\n");
        return string.Concat(string.Concat(fields), _end!.CookiesFor(request.RequestUri!));
    }

    /// <summary>A clone of the flight's request (hedging) is found through the scope that its handlers run in.</summary>
    private Flight? FlightToGuard(HttpRequestMessage request)
    {
        var flight = request is FlightRequest own && broker.Owns(own.Flight) ? own.Flight : SendScope.Of(broker)?.Flight;
        return flight is null || flight.Key.Partition.Vouches ? null : flight;
    }

    private bool IsAsKeyed(Flight flight, HttpRequestMessage request)
    {
        _end ??= WireEnd.Of(InnerHandler!);
        if (_end.Distrust is { } reason)
        {
            broker.MissGuard(reason);
            broker.ExposeOnce(flight);
            return false;
        }
        if (Differs(flight, DifferenceOf(flight, request))) return false;
        if (HasSameCookies(flight)) return true;
        broker.ExposeOnce(flight);
        return false;
    }

    private async Task<HttpResponseMessage> StampAsync(Flight flight, HttpRequestMessage request, Task<HttpResponseMessage> send)
    {
        var response = await send.ConfigureAwait(false);
        Stamp(flight, request, response);
        return response;
    }

    private void Stamp(Flight flight, HttpRequestMessage request, HttpResponseMessage response)
    {
        if (response is null) return; // a broken handler: HttpClient tells its caller
        // A primary handler of another's making may add credentials by itself: look at what it made of the request, and at what it says it sent.
        if (!_end!.IsKnown && Differs(flight, DifferenceOf(flight, request) ?? DifferenceOf(flight, response.RequestMessage ?? request))) return;
        if (_end.AddsByUri && (response.RequestMessage ?? request).RequestUri != flight.Uri)
        {
            broker.ExposeOnce(flight); // a hop of the redirect may have carried a cookie that the key does not have
            return;
        }
        // Who waits has asked under the key's cookies, and the wire has written them. Were they sent on their own now, it would be under another's.
        if (!HasSameCookies(flight)) broker.Close(flight);
        flight.Stamp(response);
    }

    private string? DifferenceOf(Flight flight, HttpRequestMessage sent) => sent.Content != flight.Content
        ? "the content"
        : SentComparison.FindDifference(flight.Key, flight.Uri, sent, broker.KeyRules);

    private bool Differs(Flight flight, string? difference)
    {
        if (difference is null) return false;
        broker.Expose(flight, difference);
        return true;
    }

    /// <summary>Cookies change in the course of things, and the next key knows the new ones: it concerns this flight alone.</summary>
    private bool HasSameCookies(Flight flight) => _end!.CookiesFor(flight.Uri) == flight.Key.Cookies;
}
