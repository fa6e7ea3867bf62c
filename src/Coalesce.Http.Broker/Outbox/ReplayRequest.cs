namespace Coalesce.Http.Broker.Outbox;

/// <summary>Makes the request of an entry again: same method, URI, key, headers and body.</summary>
internal static class ReplayRequest
{
    public static HttpRequestMessage Of(OutboxEntry entry, OutboxExchange exchange)
    {
        var request = new HttpRequestMessage(HttpMethod.Parse(entry.Method), entry.Uri) { Version = entry.HttpVersion, VersionPolicy = entry.VersionPolicy };
        if (entry.Body is { } body) request.Content = new ReadOnlyMemoryContent(body);
        foreach (var (name, value) in entry.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content?.Headers.TryAddWithoutValidation(name, value);
        }
        request.Headers.TryAddWithoutValidation(EntryMaker.KeyHeader, entry.IdempotencyKey);
        exchange.Attach(request);
        return request;
    }
}
