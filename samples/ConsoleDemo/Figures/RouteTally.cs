using ConsoleDemo.Asking;
using ConsoleDemo.Har;
using ConsoleDemo.Origins;

namespace ConsoleDemo.Figures;

/// <summary>One route in both runs. A route here is a method and a path, with the host where there are several.</summary>
internal sealed record RouteTally(string Route, Tally Plain, Tally Broker)
{
    /// <summary>All routes, those asked for most first.</summary>
    public static IReadOnlyList<RouteTally> Of(IReadOnlyList<Exchange> exchanges, Func<Target, string> nameOf, Run plain, Run broker)
    {
        var (plainAsks, brokerAsks) = (AsksByRoute(exchanges, nameOf, plain), AsksByRoute(exchanges, nameOf, broker));
        var (plainSent, brokerSent) = (SentByRoute(nameOf, plain), SentByRoute(nameOf, broker));
        return [.. plainAsks
            .Select(route => new RouteTally(
                route.Key,
                Tally.Of([.. route], [.. plainSent[route.Key]]),
                Tally.Of([.. brokerAsks[route.Key]], [.. brokerSent[route.Key]])))
            .OrderByDescending(route => route.Plain.Asked).ThenByDescending(route => route.Plain.BytesAsked)];
    }

    private static ILookup<string, Ask> AsksByRoute(IReadOnlyList<Exchange> exchanges, Func<Target, string> nameOf, Run run) =>
        exchanges.Zip(run.Asks).ToLookup(pair => nameOf(pair.First.Target), pair => pair.Second);

    private static ILookup<string, LoggedRequest> SentByRoute(Func<Target, string> nameOf, Run run) =>
        run.Sent.ToLookup(request => nameOf(new Target(request.Method, request.Url)));
}
