using Coalesce.Http.Broker;
using Coalesce.Http.Caching;
using Coalesce.Http.Caching.Distributed;

namespace Coalesce.Http;

/// <summary>Tells the caches of a write that did not fail (RFC 9111, section 4.4). That it outdates what routes call fresh, the broker is told where it is sent.</summary>
/// <remarks>The second level first: a look that still finds what is outdated has begun before memory is marked, and brings nothing.</remarks>
internal sealed class InvalidatingHandler(RequestBroker broker, RequestPlanner planner, ResponseCache cache, SecondLevel? second) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        MethodTraits.IsUnsafe(request.Method) && MethodTraits.IsHttp(request) ? WriteAsync(request, cancellationToken) : base.SendAsync(request, cancellationToken);

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var (uri, method) = (request.RequestUri!, request.Method);
        var response = base.Send(request, cancellationToken);
        if (!MethodTraits.IsUnsafe(method) || !MethodTraits.IsHttp(request) || WrittenBy(uri, method, response) is not { } written) return response;
        if (second is not null) Task.Run(() => TellAsync(second, written), CancellationToken.None).GetAwaiter().GetResult(); // works asynchronously; only this thread waits for it
        cache.Forget(written, broker.Moment);
        return response;
    }

    private async Task<HttpResponseMessage> WriteAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var (uri, method) = (request.RequestUri!, request.Method); // a redirect may put others in their place
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (WrittenBy(uri, method, response) is not { } written) return response;
        if (second is not null) await TellAsync(second, written).ConfigureAwait(false);
        cache.Forget(written, broker.Moment);
        return response;
    }

    private WrittenUris? WrittenBy(Uri uri, HttpMethod method, HttpResponseMessage response)
    {
        // What is queued has not been carried out yet.
        if (response is null || (int)response.StatusCode is < 200 or >= 400 || OutboxReceipts.TryFind(response, out _)) return null;
        if (planner.CoalescesBody(method, uri) && response.GetCoalescing() is not { Forwarded: "method" }) return null; // it only read
        return WrittenUris.Of(uri, response);
    }

    /// <summary>Not to be cancelled: the write has succeeded. What cannot be told is owed.</summary>
    private static Task TellAsync(SecondLevel second, in WrittenUris written) => Task.WhenAll(
        second.ForgetAsync(CacheMark.OfUri(written.Uri)),
        written.Location is { } location ? second.ForgetAsync(CacheMark.OfUri(location)) : Task.CompletedTask,
        written.ContentLocation is { } content ? second.ForgetAsync(CacheMark.OfUri(content)) : Task.CompletedTask);
}
