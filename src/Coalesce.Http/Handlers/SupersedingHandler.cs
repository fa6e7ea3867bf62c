using Coalesce.Http.Broker;
using Coalesce.Http.Broker.Messages;
using Coalesce.Http.Broker.Outbox;
using Coalesce.Http.Broker.Superseding;

namespace Coalesce.Http;

/// <summary>Puts the requests of a group into it, and hands their place on when a newer one takes it.</summary>
internal sealed class SupersedingHandler(RequestBroker broker, RequestPlanner planner, WireView wire) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        MaySupersede(request) ? SendAsMemberAsync(request, cancellationToken) : base.SendAsync(request, cancellationToken);

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        // What takes a request back works asynchronously; only this caller's thread waits for it.
        MaySupersede(request) ? Task.Run(() => SendAsMemberAsync(request, cancellationToken), CancellationToken.None).GetAwaiter().GetResult()
            : base.Send(request, cancellationToken);

    // A replay has no caller whose mind could change, and comes long after those that are newer.
    private bool MaySupersede(HttpRequestMessage request) => OutboxExchange.Of(request)?.Replayed is null &&
        (planner.Routes.HasSuperseding || RequestSettings.Find(request)?.SupersedeBy is not null) && MethodTraits.IsHttp(request);

    private async Task<HttpResponseMessage> SendAsMemberAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var plan = planner.Plan(request);
        var cookies = wire.CookiesFor(request, InnerHandler!); // looks at the wire, and so at whether it can be trusted
        if (plan.GroupFor(request.RequestUri!) is not { } group || !broker.Trusts(request.RequestUri!, plan.Partition))
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var options = plan.Route?.Options;
        var hash = await HashAsync(request, plan, cancellationToken).ConfigureAwait(false);
        var debounce = options?.Debounce ?? TimeSpan.Zero;
        var content = request.Content;
        var key = new RequestKey(new RequestProbe(request, broker.KeyRules, plan.Partition, cookies, hash));
        var member = broker.Supersede(
            new SupersedeKey(group, key, broker.KeyRules), key, request.RequestUri!, options?.SupersedeMode ?? SupersedeMode.Newest, plan.Route?.Text);
        while (true)
        {
            try
            {
                var (wait, place) = (debounce, member);
                return await RecallableSend.RunAsync(
                    (message, token) => SendAfterAsync(wait, place, message, token), request, place.Recall, () => broker.LeaveGroup(place), cancellationToken).ConfigureAwait(false);
            }
            catch (RequestSupersededException) when (member.IsToFollow)
            {
                key.Restore(request, content); // sent on its own, it has been through the handlers further in already
                member = broker.Follow(member, out var isAlone);
                // The newer one waits for quiet too, and is joined once it goes; where it has ended, there was quiet.
                if (isAlone) debounce = TimeSpan.Zero;
            }
        }
    }

    private async Task<HttpResponseMessage> SendAfterAsync(
        TimeSpan debounce, SupersedeMember member, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.RequestUri = member.Uri; // here, where a place is given back when the request was disposed
        if (debounce > TimeSpan.Zero) await Task.Delay(debounce, broker.Time, cancellationToken).ConfigureAwait(false);
        if (member.Recall.Reason is { } reason) throw reason(); // its token follows from the pool, perhaps after the delay has ended
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (broker.TryKeepHead(member) || OutboxReceipts.TryFind(response, out _)) return response; // what is kept will be delivered, whoever came since
        response.Dispose();
        throw new RequestSupersededException("A newer request of the group took this one's place just before its head came.");
    }

    /// <summary>Bodies count in the key where the route coalesces them; elsewhere no two are taken to be equal.</summary>
    private static async Task<byte[]?> HashAsync(HttpRequestMessage request, RequestPlan plan, CancellationToken cancellationToken)
    {
        if (request.Content is null) return null;
        if (!plan.CoalescesBody) return Guid.NewGuid().ToByteArray();
        return (await RequestBody.LoadAsync(request, cancellationToken).ConfigureAwait(false)).Hash;
    }
}
