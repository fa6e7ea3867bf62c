namespace Coalesce.Http;

/// <summary>One segment of a route's path.</summary>
/// <param name="Kind">What it matches.</param>
/// <param name="Text">The literal, escaped as in a URI; or the parameter's name.</param>
internal readonly record struct RouteSegment(RouteSegmentKind Kind, string Text)
{
    private const string Before = "http://h/h/";

    public static RouteSegment Parse(string text)
    {
        if (text.StartsWith("{**", StringComparison.Ordinal) && text.EndsWith('}')) return Named(RouteSegmentKind.Rest, text[3..^1]);
        if (text.StartsWith('{') && text.EndsWith('}')) return Named(RouteSegmentKind.Parameter, text[1..^1]);
        if (text.AsSpan().IndexOfAny('{', '}', '*') >= 0)
            throw new FormatException($"Segment '{text}' mixes text and a parameter: a parameter is a whole segment, '{{name}}', or the rest of the path, '{{**name}}'.");
        // Escaped as .NET escapes the path of a request, so that both compare as they are.
        var path = new Uri(Before + text).AbsolutePath;
        var literal = path.StartsWith("/h/", StringComparison.Ordinal) ? path[3..] : "";
        if (literal.Contains('/') || (literal.Length == 0 && text.Length > 0))
            throw new FormatException($"Segment '{text}' is resolved before a request is sent, so that nothing matches it; write the path that it leads to.");
        return new RouteSegment(RouteSegmentKind.Literal, literal);
    }

    private static RouteSegment Named(RouteSegmentKind kind, string name)
    {
        if (name.Length == 0 || !name.All(c => char.IsLetterOrDigit(c) || c == '_')) throw new FormatException($"'{name}' is not a parameter name.");
        return new RouteSegment(kind, name);
    }
}
