using Coalesce.Http.Broker;
using Coalesce.Http.Broker.Messages;
using Coalesce.Http.Caching;

namespace Coalesce.Http;

/// <summary>Asks the cache for an answer before a read is sent, and tells it of writes.</summary>
internal sealed class CachingHandler(RequestBroker broker, RequestPlanner planner, WireView wire, ResponseCache cache, CacheDesk desk, SecondLook? look) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!MethodTraits.IsHttp(request)) return base.SendAsync(request, cancellationToken);
        if (MethodTraits.IsUnsafe(request.Method)) return WriteAsync(request, planner.Plan(request), cancellationToken);
        return Look(request, cancellationToken) is { IsCompletedSuccessfully: false } looking ? SendAsync(request, looking, cancellationToken) : AskAsync(request, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Task looking, CancellationToken cancellationToken)
    {
        await looking.ConfigureAwait(false);
        return await AskAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private Task<HttpResponseMessage> AskAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
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
        // What is shared works asynchronously; only this caller's thread waits for it.
        if (look is not null) Task.Run(() => Look(request, cancellationToken) ?? Task.CompletedTask, CancellationToken.None).GetAwaiter().GetResult();
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

    /// <summary>Takes in what other processes keep, where memory has nothing to answer with. <see langword="null"/>: it does not concern them.</summary>
    private Task? Look(HttpRequestMessage request, CancellationToken cancellationToken) =>
        look is not null && Missing(request, takesStale: true, out var route) is { } key ? look.FillAsync(key, route, cancellationToken) : null;

    private CacheKey? Missing(HttpRequestMessage request, bool takesStale, out ConfiguredRoute? route)
    {
        route = null;
        if (!MethodTraits.IsPlainRead(request)) return null;
        var plan = planner.Plan(request);
        route = plan.Route;
        var cookies = wire.CookiesFor(request, InnerHandler!); // before it is asked whom to trust: the first look at the chain may show that it cannot be
        if (!plan.Caches || !plan.Coalesces || !broker.Trusts(request.RequestUri!, plan.Partition)) return null;
        return desk.KeyOfMissing(request, plan.Uri, plan.Partition, cookies, takesStale);
    }

    private async Task<HttpResponseMessage> WriteAsync(HttpRequestMessage request, RequestPlan plan, CancellationToken cancellationToken)
    {
        var uri = request.RequestUri!; // as it was asked for: a redirect changes it
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var written = Written(uri, plan, response);
        if (look is not null && written.Count > 0) await look.TellAsync(written).ConfigureAwait(false);
        Forget(written);
        return response;
    }

    private HttpResponseMessage Write(HttpRequestMessage request, in RequestPlan plan, CancellationToken cancellationToken)
    {
        var uri = request.RequestUri!;
        var response = base.Send(request, cancellationToken);
        var written = Written(uri, plan, response);
        if (look is not null && written.Count > 0) Task.Run(() => look.TellAsync(written), CancellationToken.None).GetAwaiter().GetResult();
        Forget(written);
        return response;
    }

    private void Forget(List<string> written)
    {
        foreach (var uri in written) cache.Forget(uri, broker.LastFlight);
    }

    /// <summary>RFC 9111, section 4.4. That a write outdates what its route does not say to be fresh, the broker is told where it is sent. What is queued has not been carried out yet.</summary>
    private static List<string> Written(Uri uri, in RequestPlan plan, HttpResponseMessage response)
    {
        if (response is null || (int)response.StatusCode is < 200 or >= 400 || OutboxReceipts.TryFind(response, out _)) return [];
        if (plan.CoalescesBody && response.GetCoalescing() is not { Forwarded: "method" }) return []; // it only read
        List<string> written = [UriText.Of(uri)];
        Add(written, uri, response.Headers.NonValidated.TryGetValues("Location", out var location) ? location.ToString() : null);
        Add(written, uri, response.Content.Headers.NonValidated.TryGetValues("Content-Location", out var content) ? content.ToString() : null);
        return written;
    }

    private static void Add(List<string> written, Uri uri, string? other)
    {
        if (other is not null && Uri.TryCreate(uri, other, out var named) && named.IsAbsoluteUri && UriParts.IsSameOrigin(uri, named)) written.Add(UriText.Of(named));
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
                if (look is not null && Missing(request, takesStale: false, out var route) is { } key)
                {
                    await look.FillAsync(key, route, CancellationToken.None).ConfigureAwait(false);
                    if (Missing(request, takesStale: false, out _) is null) return; // another process has asked
                }
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
