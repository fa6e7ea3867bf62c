using Coalesce.Http.Broker;
using Coalesce.Http.Broker.Flights;
using Coalesce.Http.Broker.Messages;
using Coalesce.Http.Caching;

namespace Coalesce.Http;

/// <summary>Asks the cache for an answer before a read is sent, and tells it of writes.</summary>
internal sealed class CachingHandler(RequestBroker broker, RequestPlanner planner, WireView wire, ResponseCache cache, CacheDesk desk) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!MethodTraits.IsHttp(request)) return base.SendAsync(request, cancellationToken);
        if (MethodTraits.IsUnsafe(request.Method)) return WriteAsync(request, cancellationToken);
        var ask = Ask(request);
        if (ask.Renews) Renew(request, ask);
        if (ask.Answer is { } answer) return Task.FromResult(answer);
        return ask.Stored is null ? base.SendAsync(request, cancellationToken) : SendAsync(request, ask, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CacheAsk ask, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        try
        {
            response = await FetchAsync(request, ask, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException e) when (desk.Close(ask, request, e) is { } stale)
        {
            return stale;
        }
        return desk.Close(ask, request, response);
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!MethodTraits.IsHttp(request)) return base.Send(request, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (MethodTraits.IsUnsafe(request.Method)) return Written(request.RequestUri!, request.Method, base.Send(request, cancellationToken));
        var ask = Ask(request);
        if (ask.Renews) Renew(request, ask);
        if (ask.Answer is not null) return ask.Answer;
        HttpResponseMessage response;
        try
        {
            response = Fetch(request, ask, cancellationToken);
        }
        catch (HttpRequestException e) when (desk.Close(ask, request, e) is { } stale)
        {
            return stale;
        }
        return desk.Close(ask, request, response);
    }

    private async Task<HttpResponseMessage> FetchAsync(HttpRequestMessage request, CacheAsk ask, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        try
        {
            response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (ask.IsRevalidating) Validation.RemoveFrom(request, ask.Stored!);
        }
        if (!desk.IsOfAnother(ask, response)) return response;
        response.Dispose();
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private HttpResponseMessage Fetch(HttpRequestMessage request, in CacheAsk ask, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        try
        {
            response = base.Send(request, cancellationToken);
        }
        finally
        {
            if (ask.IsRevalidating) Validation.RemoveFrom(request, ask.Stored!);
        }
        if (!desk.IsOfAnother(ask, response)) return response;
        response.Dispose();
        return base.Send(request, cancellationToken);
    }

    /// <summary>Most requests ask for what is not kept: that is seen before anything else is made of them, so that they cost no more than without a cache.</summary>
    private CacheAsk Ask(HttpRequestMessage request)
    {
        if (!MethodTraits.IsPlainRead(request) || RequestSettings.Find(request) is { WithoutCache: true }) return default;
        if (desk.HasNothing(request, out var uri)) return default;
        var partition = planner.PartitionOf(request);
        return broker.Trusts(request.RequestUri!, partition) ? desk.Ask(request, uri, partition, wire.CookiesFor(request, InnerHandler!)) : default;
    }

    private async Task<HttpResponseMessage> WriteAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var (uri, method) = (request.RequestUri!, request.Method); // a redirect may put others in their place
        return Written(uri, method, await base.SendAsync(request, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>RFC 9111, section 4.4. That a write outdates what its route does not say to be fresh, the broker is told where it is sent. What is queued has not been carried out yet.</summary>
    private HttpResponseMessage Written(Uri uri, HttpMethod method, HttpResponseMessage response)
    {
        if (response is null || (int)response.StatusCode is < 200 or >= 400 || OutboxReceipts.TryFind(response, out _)) return response!;
        if (planner.CoalescesBody(method, uri) && response.GetCoalescing() is not { Forwarded: "method" }) return response; // it only read
        var moment = broker.Moment;
        cache.Forget(UriText.Of(uri), moment);
        Forget(uri, moment, response.Headers.NonValidated.TryGetValues("Location", out var location) ? location.ToString() : null);
        Forget(uri, moment, response.Content.Headers.NonValidated.TryGetValues("Content-Location", out var content) ? content.ToString() : null);
        return response;
    }

    private void Forget(Uri uri, in FlightMoment moment, string? other)
    {
        if (other is not null && Uri.TryCreate(uri, other, out var named) && named.IsAbsoluteUri && UriParts.IsSameOrigin(uri, named)) cache.Forget(UriText.Of(named), moment);
    }

    /// <summary>Asks the origin beside the answer that is given (RFC 5861, section 3). Begun in the caller's context, whose request it is; ended by nobody but the broker.</summary>
    private void Renew(HttpRequestMessage request, in CacheAsk ask)
    {
        var renewal = ask.Stored!.Renewal;
        if (!renewal.TryBegin()) return;
        var asked = RenewalRequest.Of(request, ask.Stored);
        _ = RenewAsync(asked, renewal);
    }

    private async Task RenewAsync(HttpRequestMessage request, RenewalFlag renewal)
    {
        try
        {
            using (request)
            {
                using var response = await base.SendAsync(request, CancellationToken.None).ConfigureAwait(false);
                await response.Content.CopyToAsync(Stream.Null, CancellationToken.None).ConfigureAwait(false); // whoever reads it keeps it
            }
        }
        catch (Exception)
        {
            // The flight has told that it failed. What is kept stays as stale as it is, and the next request asks again.
        }
        finally
        {
            renewal.End();
        }
    }
}
