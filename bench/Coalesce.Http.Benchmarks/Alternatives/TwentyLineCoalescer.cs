using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;

namespace Coalesce.Http.Benchmarks;

/// <summary>
/// What a good programmer writes in half an hour, and what ours must not be dearer than. It buffers the body once, gives every
/// caller a response of its own, and lets each leave by its own token. What it leaves out (headers in the key, streaming, cookies,
/// aborting upstream) only makes it cheaper.
/// </summary>
internal sealed class TwentyLineCoalescer(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<Answer>>> _flights = new();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method != HttpMethod.Get) return await base.SendAsync(request, cancellationToken);
        var flight = _flights.GetOrAdd(
            request.RequestUri!.AbsoluteUri,
            static (url, first) => new Lazy<Task<Answer>>(() => first.Self.FetchAsync(url, first.Request)),
            (Self: this, Request: request));
        return (await flight.Value.WaitAsync(cancellationToken)).For(request);
    }

    private async Task<Answer> FetchAsync(string url, HttpRequestMessage request)
    {
        try
        {
            using var response = await base.SendAsync(request, CancellationToken.None);
            return new Answer(response.StatusCode, response.Version, response.Headers, response.Content.Headers, await response.Content.ReadAsByteArrayAsync());
        }
        finally
        {
            _flights.TryRemove(url, out _);
        }
    }

    private sealed record Answer(HttpStatusCode Status, Version Version, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders, byte[] Body)
    {
        public HttpResponseMessage For(HttpRequestMessage request)
        {
            var response = new HttpResponseMessage(Status) { Version = Version, RequestMessage = request, Content = new ByteArrayContent(Body) };
            foreach (var header in Headers.NonValidated) response.Headers.TryAddWithoutValidation(header.Key, header.Value);
            foreach (var header in ContentHeaders.NonValidated) response.Content.Headers.TryAddWithoutValidation(header.Key, header.Value);
            return response;
        }
    }
}
