using Coalesce.Http.Broker;

namespace Coalesce.Http;

/// <summary>Finds the route of a request without allocating. Built once a client.</summary>
internal sealed class RouteTable
{
    // Few methods have routes: a list is faster than a map.
    private readonly List<(HttpMethod Method, RouteNode Root)> _roots = [];
    private readonly Dictionary<string, ConfiguredRoute> _byText = new(StringComparer.Ordinal);

    /// <param name="routes">Routes that were checked: each parses, and no two match the same paths.</param>
    public RouteTable(IEnumerable<KeyValuePair<string, RouteOptions>> routes)
    {
        foreach (var (text, options) in routes)
        {
            var route = new ConfiguredRoute(RoutePattern.Parse(text), options);
            RootOf(route.Pattern.Method).Add(route);
            _byText.Add(text, route);
            HasSuperseding |= options.SupersedeBy is not null;
            HasCoalescedBodies |= options.CoalesceBody;
            HasQueueing |= options.Queue != QueueWhen.Never;
        }
    }

    /// <summary>Whether any route supersedes, so that the handler need not look at each request.</summary>
    public bool HasSuperseding { get; }

    /// <summary>Whether any route coalesces reads that carry a body.</summary>
    public bool HasCoalescedBodies { get; }

    /// <summary>Whether any route keeps its mutations, so that the client needs an outbox.</summary>
    public bool HasQueueing { get; }

    /// <summary>The route as it was configured; <see langword="null"/> where it is not any more.</summary>
    public ConfiguredRoute? Named(string? text) => text is null ? null : _byText.GetValueOrDefault(text);

    public ConfiguredRoute? Find(HttpMethod method, ReadOnlySpan<char> path)
    {
        foreach (var (rootMethod, root) in _roots)
        {
            if (rootMethod == method) return path.IsEmpty ? null : root.Find(path[1..]);
        }
        return null;
    }

    private RouteNode RootOf(HttpMethod method)
    {
        foreach (var (rootMethod, root) in _roots)
        {
            if (rootMethod == method) return root;
        }
        var added = new RouteNode();
        _roots.Add((method, added));
        return added;
    }
}
