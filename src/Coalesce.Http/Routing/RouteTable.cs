namespace Coalesce.Http;

/// <summary>Finds the route of a request without allocating. Built once a client.</summary>
internal sealed class RouteTable
{
    // Few methods have routes: a list is faster than a map.
    private readonly List<(HttpMethod Method, RouteNode Root)> _roots = [];

    /// <param name="routes">Routes that were checked: each parses, and no two match the same paths.</param>
    public RouteTable(IEnumerable<KeyValuePair<string, RouteOptions>> routes)
    {
        foreach (var (text, options) in routes)
        {
            var route = new ConfiguredRoute(RoutePattern.Parse(text), options);
            RootOf(route.Pattern.Method).Add(route);
            HasSuperseding |= options.SupersedeBy is not null;
        }
    }

    /// <summary>Whether any route supersedes, so that the handler need not look at each request.</summary>
    public bool HasSuperseding { get; }

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
