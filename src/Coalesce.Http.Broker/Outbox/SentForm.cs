using System.Net.Http.Headers;

namespace Coalesce.Http.Broker.Outbox;

/// <summary>What a replay is to look like where the chain begins.</summary>
/// <remarks>
/// A handler outside of the chain has done its work on what was handed over, and does it again on the replay: it would pack a packed body. So method, URI, body and key are put back, and what was added to
/// the values of a header is taken off. What it put in their place stands, as a signature of the moment does, and so do headers that the entry does not have, such as credentials.
/// </remarks>
internal sealed class SentForm
{
    private readonly HttpMethod _method;
    private readonly Uri _uri;
    private readonly HttpContent? _content;
    private readonly List<KeyValuePair<string, string[]>> _headers;
    private readonly List<KeyValuePair<string, string[]>> _contentHeaders;

    public SentForm(HttpRequestMessage request)
    {
        (_method, _uri, _content) = (request.Method, request.RequestUri!, request.Content);
        _headers = Copy(request.Headers);
        _contentHeaders = _content is null ? [] : Copy(_content.Headers);
    }

    public void Restore(HttpRequestMessage request)
    {
        (request.Method, request.RequestUri, request.Content) = (_method, _uri, _content);
        Restore(request.Headers, _headers);
        if (_content is not null) Restore(_content.Headers, _contentHeaders);
    }

    private static List<KeyValuePair<string, string[]>> Copy(HttpHeaders headers) => [.. headers.NonValidated.Select(field => KeyValuePair.Create(field.Key, field.Value.ToArray()))];

    private static void Restore(HttpHeaders headers, List<KeyValuePair<string, string[]>> kept)
    {
        foreach (var (name, values) in kept)
        {
            var isKey = name.Equals(EntryMaker.KeyHeader, StringComparison.OrdinalIgnoreCase);
            string[] now = headers.NonValidated.TryGetValues(name, out var found) ? [.. found] : [];
            if (!isKey && (now.Length <= values.Length || !now.AsSpan().StartsWith(values))) continue;
            headers.Remove(name);
            headers.TryAddWithoutValidation(name, values);
        }
    }
}
