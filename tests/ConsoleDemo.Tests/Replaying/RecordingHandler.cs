using ConsoleDemo.Replaying;

namespace ConsoleDemo.Tests.Replaying;

/// <summary>Lets a test see the response that a replay's caller got.</summary>
internal sealed class RecordingHandler : HttpMessageHandler
{
    private HttpClient? _inner;

    public HttpResponseMessage? Response { get; private set; }

    public ReplayClient Around(ReplayClient client)
    {
        _inner = client.Http;
        return new ReplayClient(new HttpClient(this, disposeHandler: false), client);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // A request message is sent once: the inner client gets one of its own.
        var copy = new HttpRequestMessage(request.Method, request.RequestUri) { Content = request.Content };
        foreach (var (name, values) in request.Headers) copy.Headers.TryAddWithoutValidation(name, values);
        return Response = await _inner!.SendAsync(copy, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }
}
