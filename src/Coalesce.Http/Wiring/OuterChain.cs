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
        DelegatingHandler[] caching = client.Cache is { } cache ? Caching(client, cache, wire) : [];
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

    private static DelegatingHandler[] Caching(CoalescingClient client, ResponseCache cache, WireView wire)
    {
        var desk = new CacheDesk(cache, client.Counters);
        var look = client.Second is { } second ? new SecondLook(cache, desk, second, client.Broker, client.Planner, wire) : null;
        DelegatingHandler[] looking = look is null ? [] : [new SecondLookHandler(look)];
        return [new InvalidatingHandler(client.Broker, client.Planner, cache, client.Second), .. looking, new CachingHandler(client.Broker, client.Planner, wire, desk, look)];
    }
}
