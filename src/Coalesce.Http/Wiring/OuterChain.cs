using Coalesce.Http.Caching;

namespace Coalesce.Http;

/// <summary>The one place that states the order of the chain.</summary>
/// <remarks>
/// Above the user's own handlers stand, in this order, the handlers made here; directly above the wire stand <see cref="SchedulingHandler"/> and
/// <see cref="CredentialGuard"/>, put there by <see cref="InnerChain"/>.
/// </remarks>
internal static class OuterChain
{
    public static DelegatingHandler[] Create(CoalescingClient client)
    {
        var wire = new WireView(client.Broker);
        DelegatingHandler[] caching = client.Cache is { } cache ? [new CachingHandler(client.Broker, client.Planner, wire, cache, new CacheDesk(cache, client.Counters), client.SecondLook)] : [];
        return
        [
            new DeadlineHandler(client.Broker),
            new SupersedingHandler(client.Broker, client.Planner, wire),
            .. caching,
            new CoalescingHandler(client.Broker, client.Planner, wire),
            new OutboxHandler(client.Broker, client.Planner),
            new TurnHandler(client.Broker, client.Planner),
        ];
    }
}
