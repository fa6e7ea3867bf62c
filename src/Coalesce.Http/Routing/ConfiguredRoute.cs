using Coalesce.Http.Broker.Messages;
using Coalesce.Http.Broker.Outbox;

namespace Coalesce.Http;

/// <summary>A route that requests can match: its pattern and what holds for them.</summary>
internal sealed class ConfiguredRoute(RoutePattern pattern, RouteOptions options)
{
    public string Text => pattern.Text;

    public RoutePattern Pattern => pattern;

    public RouteOptions Options => options;

    /// <summary>What holds for its mutations in the outbox.</summary>
    public OutboxRules Rules { get; } = new()
    {
        Queue = options.Queue,
        SlowAfter = options.SlowAfter ?? Timeout.InfiniteTimeSpan,
        Compaction = options.Compact,
        ExpiresAfter = options.ExpiresAfter,
        MaxAttempts = options.MaxAttempts,
        ReplayFor = options.ReplayFor,
        Window = options.NotBefore is { } window ? DailyWindow.Parse(window) : null,
        Backoff = new Backoff(options.BackoffFirst, options.BackoffLongest),
        AttemptTimeout = options.ReplayTimeout,
        RedirectIsSuccess = options.RedirectIsSuccess,
    };

    /// <summary>What an answer is called that came from a URI of the route.</summary>
    public string[] TagsOf(string uri)
    {
        if (options.Tags.Count == 0) return [];
        var parts = UriParts.Of(uri);
        var tags = new string[options.Tags.Count];
        for (var i = 0; i < tags.Length; i++) tags[i] = Fill(options.Tags[i], uri.AsSpan()[parts.OriginLength..parts.PathEnd]);
        return tags;
    }

    /// <summary>Fills the template's <c>{names}</c> with the values that the path has for them.</summary>
    public string Fill(string template, ReadOnlySpan<char> path)
    {
        if (!template.Contains('{')) return template;
        var filled = template;
        var segments = path[1..];
        foreach (var segment in pattern.Segments)
        {
            var end = segment.Kind == RouteSegmentKind.Rest ? -1 : segments.IndexOf('/');
            var value = end < 0 ? segments : segments[..end];
            // '{' cannot stand in a URI's path, so a value never looks like a name; '/' is escaped in none, so values cannot run into each other.
            if (segment.Kind != RouteSegmentKind.Literal) filled = filled.Replace($"{{{segment.Text}}}", value.ToString(), StringComparison.Ordinal);
            segments = end < 0 ? [] : segments[(end + 1)..];
        }
        return filled;
    }
}
