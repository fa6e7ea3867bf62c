using Coalesce.Http.Broker;
using Coalesce.Http.Broker.Messages;
using Coalesce.Http.Broker.Outbox;
using Coalesce.Http.Caching;

namespace Coalesce.Http;

/// <summary>Asks the cache for an answer before a read is sent, and tells it of writes.</summary>
internal sealed class CachingHandler(RequestBroker broker, RequestPlanner planner, WireView wire, ResponseCache cache, CacheDesk desk) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!MethodTraits.IsHttp(request)) return base.SendAsync(request, cancellationToken);
        if (MethodTraits.IsUnsafe(request.Method)) return WriteAsync(request, planner.Plan(request), cancellationToken);
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<HttpResponseMessage>(cancellationToken);
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
        if (MethodTraits.IsUnsafe(request.Method)) return Write(request, planner.Plan(request), cancellationToken);
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
        return broker.Trusts(request.RequestUri!, partition) ? desk.Ask(request, uri, partition, wire.CookiesFor(request, InnerHandler!)) : desk.AskForNobody(request);
    }

    private async Task<HttpResponseMessage> WriteAsync(HttpRequestMessage request, RequestPlan plan, CancellationToken cancellationToken)
    {
        var uri = request.RequestUri!;
        try
        {
            return Written(uri, plan, await base.SendAsync(request, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e)
        {
            Lost(uri, e);
            throw;
        }
    }

    private HttpResponseMessage Write(HttpRequestMessage request, in RequestPlan plan, CancellationToken cancellationToken)
    {
        var uri = request.RequestUri!;
        try
        {
            return Written(uri, plan, base.Send(request, cancellationToken));
        }
        catch (Exception e)
        {
            Lost(uri, e);
            throw;
        }
    }

    /// <summary>Nobody knows whether the server has carried it out.</summary>
    private void Lost(Uri uri, Exception failure)
    {
        if (failure is HttpRequestException && Reaching.IsBeforeSending(failure)) return;
        cache.Writes.SawLost(uri, broker.LastFlight);
    }

    /// <summary>RFC 9111, section 4.4. That a write outdates what its route does not say to be fresh, the broker is told where it is sent.</summary>
    private HttpResponseMessage Written(Uri uri, in RequestPlan plan, HttpResponseMessage response)
    {
        if (response is null || (int)response.StatusCode is < 200 or >= 400) return response!;
        if (plan.CoalescesBody && response.GetCoalescing() is not { Forwarded: "method" }) return response; // it only read
        if (OutboxReceipts.TryFind(response, out _))
        {
            cache.Writes.SawLost(uri, broker.LastFlight); // it is to be carried out yet, unless its first attempt has come through without an answer
            return response;
        }
        var last = response.RequestMessage?.RequestUri ?? uri; // redirects lead there, which keep the method or have read what was made
        Forget(uri);
        if (last != uri) Forget(last);
        Forget(last, response.Headers.NonValidated.TryGetValues("Location", out var location) ? location.ToString() : null);
        Forget(last, response.Content.Headers.NonValidated.TryGetValues("Content-Location", out var content) ? content.ToString() : null);
        return response;
    }

    private void Forget(Uri uri) => cache.Forget(UriText.Of(uri), broker.LastFlight);

    private void Forget(Uri uri, string? other)
    {
        if (other is not null && Uri.TryCreate(uri, other, out var named) && named.IsAbsoluteUri && UriParts.IsSameOrigin(uri, named)) Forget(named);
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
                using var response = await base.SendAsync(request, broker.Stopping).ConfigureAwait(false);
                await response.Content.CopyToAsync(Stream.Null, broker.Stopping).ConfigureAwait(false); // whoever reads it keeps it
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
