using System.Diagnostics;

namespace Coalesce.Http.Broker.Outbox;

/// <summary>Makes the request of an entry again: same method, URI, key, headers and body.</summary>
internal static class ReplayRequest
{
    public static HttpRequestMessage Of(OutboxEntry entry, Exchange exchange)
    {
        var request = new HttpRequestMessage(HttpMethod.Parse(entry.Method), entry.Uri) { Version = entry.HttpVersion, VersionPolicy = entry.VersionPolicy };
        if (entry.Body is { } body) request.Content = new ReadOnlyMemoryContent(body);
        foreach (var (name, value) in entry.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content?.Headers.TryAddWithoutValidation(name, value);
        }
        request.Headers.TryAddWithoutValidation(EntryMaker.KeyHeader, entry.IdempotencyKey);
        request.Options.Set(Exchange.OptionsKey, exchange);
        return request;
    }

    /// <summary>The replay is a span of its own, linked to the trace that the mutation was handed over in.</summary>
    public static IEnumerable<ActivityLink>? LinksOf(OutboxEntry entry) =>
        ActivityContext.TryParse(entry.TraceParent, null, isRemote: true, out var context) ? [new ActivityLink(context)] : null;
}
