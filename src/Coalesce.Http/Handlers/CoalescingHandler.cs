using Coalesce.Http.Broker;
using Coalesce.Http.Broker.Flights;
using Coalesce.Http.Broker.Messages;
using Coalesce.Http.Broker.Outbox;

namespace Coalesce.Http;

/// <summary>Asks the broker whether a request may join others; sends on its own what may not. Owns nothing but the count of flights still running in it.</summary>
internal sealed class CoalescingHandler(RequestBroker broker, RequestPlanner planner, WireView wire) : DelegatingHandler, IFlightChain
{
    // One for the handler itself, one for each flight: whoever takes the last disposes what is further in.
    private int _users = 1;
    private int _disposed;

    public Task<HttpResponseMessage> SendInnerAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        base.SendAsync(request, cancellationToken);

    public void FlightBegan() => Interlocked.Increment(ref _users);

    public void FlightOver()
    {
        try
        {
            Leave();
        }
        catch (Exception)
        {
            // A handler further in failed to dispose itself, long after whoever disposed the chain has gone: it must not fail a flight, or end the process.
        }
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!MethodTraits.IsHttp(request)) return base.SendAsync(request, cancellationToken);
        var plan = planner.Plan(request);
        if (plan.CoalescesBody && request.Content is not null) return SendWithBodyAsync(request, plan, cancellationToken);
        return MethodTraits.IsPlainRead(request) ? Read(request, plan, body: null, cancellationToken) : SendUnsharedAsync(request, plan, cancellationToken);
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!MethodTraits.IsHttp(request)) return base.Send(request, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var plan = planner.Plan(request);
        RequestBody? body = null;
        if (plan.CoalescesBody && request.Content is not null)
        {
            // Content of another's making may await its SynchronizationContext, which is this very thread's.
            body = Task.Run(() => RequestBody.LoadAsync(request, cancellationToken), CancellationToken.None).GetAwaiter().GetResult();
            if (!body.IsRead(request, plan)) return SendUnshared(request, plan, cancellationToken);
        }
        else if (!MethodTraits.IsPlainRead(request))
        {
            return SendUnshared(request, plan, cancellationToken);
        }
        if (TryShare(request, plan, body, isSynchronous: true, out var status, cancellationToken) is { } shared)
        {
            if (shared.GetAwaiter().GetResult() is { } response) return response;
            status = CacheStatusNames.NotCollapsed;
        }
        return Told(base.Send(request, cancellationToken), status);
    }

#pragma warning disable CA2215 // what is further in is disposed by the last user, see Leave
    protected override void Dispose(bool disposing)
#pragma warning restore CA2215
    {
        if (disposing && Interlocked.Exchange(ref _disposed, 1) == 0) Leave();
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _users) == 0) base.Dispose(disposing: true);
    }

    private Task<HttpResponseMessage> Read(HttpRequestMessage request, in RequestPlan plan, RequestBody? body, CancellationToken cancellationToken) =>
        TryShare(request, plan, body, isSynchronous: false, out var status, cancellationToken) ?? SendAloneAsync(request, status, cancellationToken);

    private Task<HttpResponseMessage>? TryShare(
        HttpRequestMessage request, in RequestPlan plan, RequestBody? body, bool isSynchronous, out string status, CancellationToken cancellationToken)
    {
        status = CacheStatusNames.Bypass;
        var cookies = wire.CookiesFor(request, InnerHandler!); // looks at the wire, and so at whether it can be trusted
        if (!plan.Coalesces || !broker.Trusts(request.RequestUri!, plan.Partition)) return null;
        var probe = new RequestProbe(request, broker.KeyRules, plan.Partition, cookies, body?.Hash, plan.Uri);
        if (probe.Bar == SharingBar.NoStore) status = CacheStatusNames.Request;
        if (probe.Bar != SharingBar.None) return null;
        status = CacheStatusNames.Miss;
        return broker.Share(probe, this, new SendTerms(plan.Route?.Text, plan.Urgency, body?.Bytes, isSynchronous), cancellationToken);
    }

    private async Task<HttpResponseMessage> SendWithBodyAsync(HttpRequestMessage request, RequestPlan plan, CancellationToken cancellationToken)
    {
        var body = await RequestBody.LoadAsync(request, cancellationToken).ConfigureAwait(false);
        var send = body.IsRead(request, plan)
            ? Read(request, plan, body, cancellationToken)
            : SendUnsharedAsync(request, plan, cancellationToken);
        return await send.ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> SendUnsharedAsync(HttpRequestMessage request, RequestPlan plan, CancellationToken cancellationToken)
    {
        var written = SeesWrite(request, plan);
        try
        {
            return await SendAloneAsync(request, CacheStatusNames.Method, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // However it ended: the server may have carried it out.
            if (written is not null) SawEnd(written, request, plan);
        }
    }

    private HttpResponseMessage SendUnshared(HttpRequestMessage request, in RequestPlan plan, CancellationToken cancellationToken)
    {
        var written = SeesWrite(request, plan);
        try
        {
            return Told(base.Send(request, cancellationToken), CacheStatusNames.Method);
        }
        finally
        {
            if (written is not null) SawEnd(written, request, plan);
        }
    }

    /// <summary>The URI that is written to, if any.</summary>
    private Uri? SeesWrite(HttpRequestMessage request, in RequestPlan plan)
    {
        if (!MethodTraits.IsUnsafe(request.Method) || !plan.Forgets) return null;
        // A replay outdates nothing before it has reached the server: its mutation did so when it was handed over.
        if (OutboxExchange.Of(request)?.Replayed is null) broker.SawWrite(request.RequestUri!, plan.Partition);
        return request.RequestUri;
    }

    private void SawEnd(Uri written, HttpRequestMessage request, in RequestPlan plan)
    {
        if (OutboxExchange.Of(request) is { Replayed: not null, ReachedWire: false }) return;
        broker.SawWrite(written, plan.Partition);
        // A redirect has put another URI in its place, which may have been written to as well.
        if (request.RequestUri is { } last && last != written) broker.SawWrite(last, plan.Partition);
    }

    private async Task<HttpResponseMessage> SendAloneAsync(HttpRequestMessage request, string status, CancellationToken cancellationToken) =>
        Told(await base.SendAsync(request, cancellationToken).ConfigureAwait(false), status);

    private static HttpResponseMessage Told(HttpResponseMessage response, string status)
    {
        CacheStatusNames.AddTo(response, status == CacheStatusNames.Method && OutboxReceipts.TryFind(response, out _) ? CacheStatusNames.Queued : status);
        return response;
    }
}
