namespace Coalesce.Http;

/// <summary>One route as written: a method and the segments of a path.</summary>
internal sealed class RoutePattern
{
    private RoutePattern(string text, HttpMethod method, RouteSegment[] segments)
    {
        Text = text;
        Method = method;
        Segments = segments;
    }

    public string Text { get; }

    public HttpMethod Method { get; }

    public RouteSegment[] Segments { get; }

    /// <summary>The names of its parameters.</summary>
    public IEnumerable<string> Parameters => Segments.Where(segment => segment.Kind != RouteSegmentKind.Literal).Select(segment => segment.Text);

    /// <summary>Reads <c>GET /posts/{id}</c>.</summary>
    /// <exception cref="FormatException">It is not a route; the message says why.</exception>
    public static RoutePattern Parse(string text)
    {
        var space = text.IndexOf(' ');
        if (space <= 0 || space == text.Length - 1 || text[space + 1] != '/')
            throw new FormatException("A route is a method, one space and a path that begins with '/', as in 'GET /posts/{id}'.");
        var path = text[(space + 2)..];
        if (path.AsSpan().IndexOfAny('?', '#', ' ') >= 0) throw new FormatException("A route has no query, fragment or space after its path.");
        HttpMethod method;
        try
        {
            method = HttpMethod.Parse(text.AsSpan(0, space));
        }
        catch (FormatException)
        {
            throw new FormatException($"'{text[..space]}' is not an HTTP method.");
        }
        var segments = path.Length == 0 ? [] : path.Split('/').Select(RouteSegment.Parse).ToArray();
        for (var i = 0; i < segments.Length - 1; i++)
        {
            if (segments[i].Kind == RouteSegmentKind.Rest) throw new FormatException($"'{{**{segments[i].Text}}}' must be the last segment.");
        }
        var names = segments.Where(segment => segment.Kind != RouteSegmentKind.Literal).Select(segment => segment.Text).ToList();
        if (names.Distinct(StringComparer.Ordinal).Count() != names.Count) throw new FormatException("Each parameter needs a name of its own.");
        return new RoutePattern(text, method, segments);
    }
}
