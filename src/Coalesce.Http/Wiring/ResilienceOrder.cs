namespace Coalesce.Http;

/// <summary>
/// A resilience handler outside of our chain takes the wait for a turn for a slow server. One that stands directly outside is put directly inside, which changes
/// nothing else; one further out is left where it is. Either is told once a client.
/// </summary>
internal static class ResilienceOrder
{
    public static void Correct(IList<DelegatingHandler> handlers, CoalescingClient client)
    {
        var first = IndexOf<DeadlineHandler>(handlers);
        var outside = first - 1;
        while (outside >= 0 && IsResilience(handlers[outside]))
        {
            var handler = handlers[outside];
            handlers.RemoveAt(outside);
            handlers.Insert(IndexOf<TurnHandler>(handlers) + 1, handler);
            client.WarnOfResilienceOutside("It was put inside.");
            outside--;
        }
        while (outside >= 0 && !IsResilience(handlers[outside])) outside--;
        if (outside >= 0) client.WarnOfResilienceOutside("It was left there, because other handlers stand between.");
    }

    private static int IndexOf<T>(IList<DelegatingHandler> handlers)
    {
        for (var i = 0; i < handlers.Count; i++)
        {
            if (handlers[i] is T) return i;
        }
        return -1;
    }

    // By name: the package is the user's choice, not ours.
    private static bool IsResilience(DelegatingHandler handler) =>
        handler.GetType().FullName?.StartsWith("Microsoft.Extensions.Http.Resilience.", StringComparison.Ordinal) == true;
}
