using Coalesce.Http.Broker;
using Coalesce.Http.Caching;

namespace Coalesce.Http;

/// <summary>Asks the cache for an answer before a read is sent.</summary>
internal sealed class CachingHandler(RequestBroker broker, RequestPlanner planner, WireView wire, CacheDesk desk, SecondLook? look) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
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
        cancellationToken.ThrowIfCancellationRequested();
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
        if (!MethodTraits.IsPlainRead(request) || !MethodTraits.IsHttp(request) || RequestSettings.Find(request) is { WithoutCache: true }) return default;
        if (desk.HasNothing(request, out var uri)) return default;
        var partition = planner.PartitionOf(request);
        return broker.Trusts(request.RequestUri!, partition) ? desk.Ask(request, uri, partition, wire.CookiesFor(request, InnerHandler!)) : desk.AskForNobody(request);
    }

    /// <summary>Asks the origin beside the answer that is given (RFC 5861, section 3). Begun in the caller's context, whose request it is; ended by nobody but the broker.</summary>
    private void Renew(HttpRequestMessage request, in CacheAsk ask)
    {
        var renewal = ask.Stored!.Renewal;
        if (!renewal.TryBegin()) return;
        var asked = RenewalRequest.Of(request, ask.Stored);
        _ = RenewAsync(asked, ask.Key!, renewal);
    }

    private async Task RenewAsync(HttpRequestMessage request, CacheKey key, RenewalFlag renewal)
    {
        try
        {
            using (request)
            {
                if (look?.Begin(request, InnerHandler!, takesStale: false, broker.Stopping) is { } looking)
                {
                    await looking.ConfigureAwait(false);
                    if (desk.IsFresh(request, key)) return; // another process has asked
                }
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
