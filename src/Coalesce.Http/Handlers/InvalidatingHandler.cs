using Coalesce.Http.Broker;
using Coalesce.Http.Broker.Messages;
using Coalesce.Http.Broker.Outbox;
using Coalesce.Http.Caching;
using Coalesce.Http.Caching.Distributed;

namespace Coalesce.Http;

/// <summary>Tells the caches of a write that did not fail (RFC 9111, section 4.4), or of which nobody knows. That it outdates what routes call fresh, the broker is told where it is sent.</summary>
/// <remarks>The second level first: a look that still finds what is outdated has begun before memory is marked, and brings nothing.</remarks>
internal sealed class InvalidatingHandler(RequestBroker broker, RequestPlanner planner, ResponseCache cache, SecondLevel? second) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        MethodTraits.IsUnsafe(request.Method) && MethodTraits.IsHttp(request) ? WriteAsync(request, cancellationToken) : base.SendAsync(request, cancellationToken);

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!MethodTraits.IsUnsafe(request.Method) || !MethodTraits.IsHttp(request)) return base.Send(request, cancellationToken);
        var (uri, method) = (request.RequestUri!, request.Method);
        HttpResponseMessage response;
        try
        {
            response = base.Send(request, cancellationToken);
        }
        catch (Exception e)
        {
            Failed(uri, e);
            throw;
        }
        if (WrittenBy(uri, method, response) is not { } written) return response;
        if (second is not null) Task.Run(() => TellAsync(second, written), CancellationToken.None).GetAwaiter().GetResult(); // works asynchronously; only this thread waits for it
        cache.Forget(written, broker.Moment);
        return response;
    }

    private async Task<HttpResponseMessage> WriteAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var (uri, method) = (request.RequestUri!, request.Method); // a redirect may put others in their place
        HttpResponseMessage response;
        try
        {
            response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Failed(uri, e);
            throw;
        }
        if (WrittenBy(uri, method, response) is not { } written) return response;
        if (second is not null) await TellAsync(second, written).ConfigureAwait(false);
        cache.Forget(written, broker.Moment);
        return response;
    }

    private WrittenUris? WrittenBy(Uri uri, HttpMethod method, HttpResponseMessage response)
    {
        if (response is null || (int)response.StatusCode is < 200 or (>= 400 and not 502 and not 504)) return null;
        if (planner.CoalescesBody(method, uri) && response.GetCoalescing() is not { Forwarded: "method" }) return null; // it only read
        // Queued, it is to be carried out yet, unless its first attempt has come through without an answer; and behind a gateway that got no answer it may have been.
        if ((int)response.StatusCode < 400 && !OutboxReceipts.TryFind(response, out _)) return WrittenUris.Of(uri, response);
        Lost(uri);
        return null;
    }

    private void Failed(Uri uri, Exception failure)
    {
        if (failure is not HttpRequestException || !Reaching.IsBeforeSending(failure)) Lost(uri);
    }

    /// <summary>Nobody knows whether the server has carried it out: what is kept is not fresh any more, and may still be given, marked, while the server is down.</summary>
    private void Lost(Uri uri)
    {
        second?.Owe(CacheMark.OfUri(UriText.Of(uri)));
        cache.Writes.SawLost(uri, broker.LastFlight);
    }

    /// <summary>Not to be cancelled: the write has succeeded. What cannot be told is owed.</summary>
    private static Task TellAsync(SecondLevel second, in WrittenUris written) =>
        Task.WhenAll(TellAsync(second, written.Uri), TellAsync(second, written.Last), TellAsync(second, written.Location), TellAsync(second, written.ContentLocation));

    private static Task TellAsync(SecondLevel second, string? uri) => uri is null ? Task.CompletedTask : second.ForgetAsync(CacheMark.OfUri(uri));
}
