namespace Coalesce.Http;

/// <summary>Puts the inner handlers directly above the wire.</summary>
internal static class InnerChain
{
    /// <summary>
    /// Walks from the primary handler to the first that delegates to nobody, and puts permit and guard directly above it, once. What cannot be opened (it has
    /// sent already, or belongs to another client) gets them on top, where the guard finds at the first send what stands below it.
    /// </summary>
    /// <returns>The primary handler from now on.</returns>
    public static HttpMessageHandler Install(HttpMessageHandler primary, CoalescingClient client)
    {
        DelegatingHandler? above = null;
        var wire = primary;
        while (wire is DelegatingHandler delegating && wire is not CredentialGuard)
        {
            if (delegating is SchedulingHandler ours && ours.Broker == client.Broker) return primary;
            if (delegating.InnerHandler is not { } inner) break;
            above = delegating;
            wire = inner;
        }
        if (above is null || wire is DelegatingHandler) return OnTopOf(primary, client);
        try
        {
            above.InnerHandler = OnTopOf(wire, client);
            return primary;
        }
        catch (InvalidOperationException)
        {
            // It has sent already: its inner handler is fixed.
            return OnTopOf(primary, client);
        }
    }

    private static SchedulingHandler OnTopOf(HttpMessageHandler wire, CoalescingClient client) =>
        new(client.Broker, client.Planner, client.SendsPriority) { InnerHandler = new CredentialGuard(client.Broker) { InnerHandler = wire } };
}
