namespace Coalesce.Http;

/// <summary>The routes that share a beginning: a tree, one level a segment.</summary>
internal sealed class RouteNode
{
    private readonly Dictionary<string, RouteNode> _literals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RouteNode>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private RouteNode? _parameter;
    private ConfiguredRoute? _rest;
    private ConfiguredRoute? _end;

    public RouteNode() => _lookup = _literals.GetAlternateLookup<ReadOnlySpan<char>>();

    public void Add(ConfiguredRoute route)
    {
        var node = this;
        foreach (var segment in route.Pattern.Segments)
        {
            if (segment.Kind == RouteSegmentKind.Rest)
            {
                node._rest = route;
                return;
            }
            node = node.Child(segment);
        }
        node._end = route;
    }

    /// <summary>The route of a path, less its first slash: at each segment a literal beats a parameter beats the rest.</summary>
    public ConfiguredRoute? Find(ReadOnlySpan<char> path)
    {
        if (path.IsEmpty) return _end ?? _rest;
        var slash = path.IndexOf('/');
        var segment = slash < 0 ? path : path[..slash];
        var tail = slash < 0 ? default : path[(slash + 1)..];
        if (_lookup.TryGetValue(segment, out var literal) && literal.FindTail(slash, tail) is { } found) return found;
        if (!segment.IsEmpty && _parameter?.FindTail(slash, tail) is { } byParameter) return byParameter;
        return _rest;
    }

    // 'a' and 'a/' are two paths: the second has one more, empty, segment.
    private ConfiguredRoute? FindTail(int slash, ReadOnlySpan<char> tail)
    {
        if (slash < 0) return _end ?? _rest;
        if (!tail.IsEmpty) return Find(tail);
        return (_lookup.TryGetValue([], out var empty) ? empty._end ?? empty._rest : null) ?? _rest;
    }

    private RouteNode Child(RouteSegment segment)
    {
        if (segment.Kind == RouteSegmentKind.Parameter) return _parameter ??= new RouteNode();
        if (_literals.TryGetValue(segment.Text, out var node)) return node;
        node = new RouteNode();
        _literals.Add(segment.Text, node);
        return node;
    }
}
