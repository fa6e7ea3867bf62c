using System.Net;
using Coalesce.Http.Broker;
using Coalesce.Http.Broker.Outbox;

namespace Coalesce.Http;

/// <summary>Hands mutations of queueing routes to the outbox, and answers for those that it keeps.</summary>
internal sealed class OutboxHandler(RequestBroker broker, RequestPlanner planner) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (OutboxExchange.Of(request)?.Form is { } form)
        {
            form.Restore(request);
            return base.SendAsync(request, cancellationToken);
        }
        if (!MayQueue(request)) return base.SendAsync(request, cancellationToken);
        var plan = planner.Plan(request);
        return IsKept(request, plan) ? SubmitAsync(request, plan, cancellationToken) : base.SendAsync(request, cancellationToken);
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!MayQueue(request)) return base.Send(request, cancellationToken);
        var plan = planner.Plan(request);
        // A store works asynchronously; only this caller's thread waits for it.
        return IsKept(request, plan) ? Task.Run(() => SubmitAsync(request, plan, cancellationToken), CancellationToken.None).GetAwaiter().GetResult()
            : base.Send(request, cancellationToken);
    }

    private bool MayQueue(HttpRequestMessage request) => planner.Routes.HasQueueing && MethodTraits.IsUnsafe(request.Method) && MethodTraits.IsHttp(request);

    private bool IsKept(HttpRequestMessage request, RequestPlan plan) => plan.Queues && broker.Mutations!.Takes(request.RequestUri!);

    private async Task<HttpResponseMessage> SubmitAsync(HttpRequestMessage request, RequestPlan plan, CancellationToken cancellationToken)
    {
        var terms = new EntryTerms(plan.Route!.Rules, plan.Route.Text, plan.LaneFor(request.RequestUri!), plan.IdempotencyKey, plan.Partition);
        var submitted = await broker.Mutations!.SubmitAsync(request, terms, token => base.SendAsync(request, token), cancellationToken).ConfigureAwait(false);
        return submitted.Answer ?? await AcceptAsync(request, plan.Route.Options, submitted.Entry!).ConfigureAwait(false);
    }

    /// <summary>RFC 7240, section 4.1: taken, and not carried out yet.</summary>
    private async Task<HttpResponseMessage> AcceptAsync(HttpRequestMessage request, RouteOptions route, OutboxEntry entry)
    {
        var receipt = broker.ReceiptOf(entry);
        var response = new HttpResponseMessage(HttpStatusCode.Accepted) { RequestMessage = request };
        response.Headers.TryAddWithoutValidation("Preference-Applied", "respond-async");
        response.Headers.TryAddWithoutValidation(EntryMaker.KeyHeader, receipt.IdempotencyKey);
        OutboxReceipts.Add(response, receipt);
        try
        {
            if (route.QueuedAnswer is { } make) response.Content = make(request);
            // Whoever leaves now finds it buffered, and so gets it: the mutation is kept, and must not look as if it were not.
            await response.Content.LoadIntoBufferAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            broker.Mutations!.TellFailed("QueuedAnswer", entry, e);
            response.Content = null;
            await response.Content.LoadIntoBufferAsync(CancellationToken.None).ConfigureAwait(false);
        }
        return response;
    }
}
