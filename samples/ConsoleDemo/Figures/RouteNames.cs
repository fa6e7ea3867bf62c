using ConsoleDemo.Har;

namespace ConsoleDemo.Figures;

/// <summary>What targets are called: method and path, and the host where the recording has several.</summary>
internal sealed class RouteNames
{
    private readonly Dictionary<Target, string> _names = [];
    private readonly bool _withHost;

    public RouteNames(IReadOnlyList<Exchange> exchanges) =>
        _withHost = exchanges.Select(exchange => exchange.Target).Distinct().Select(target => new Uri(target.Url).Authority).Distinct().Skip(1).Any();

    public string Of(Target target) =>
        _names.TryGetValue(target, out var known) ? known : _names[target] = target.Route(_withHost);
}
