using System.Net.Http.Headers;

namespace Coalesce.Http.Benchmarks;

/// <summary>
/// The origin, in process: answers at once, or, while held, when released. It counts what reaches it, so that a case can
/// tell whether it measured what it says.
/// </summary>
internal sealed class StubHandler(byte[] body, bool streamed) : HttpMessageHandler
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private TaskCompletionSource? _held;
    private int _sends;

    public int Sends => Volatile.Read(ref _sends);

    public void Hold() => _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release()
    {
        var held = _held!;
        _held = null;
        held.SetResult();
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _sends);
        return _held is { } held ? AnswerWhenReleasedAsync(held.Task, request) : Task.FromResult(Answer(request));
    }

    private async Task<HttpResponseMessage> AnswerWhenReleasedAsync(Task released, HttpRequestMessage request)
    {
        await released;
        return Answer(request);
    }

    private HttpResponseMessage Answer(HttpRequestMessage request)
    {
        // A socket's answer is a stream; only stubs and tests have it in memory.
        HttpContent content = streamed ? new StreamContent(new MemoryStream(body, writable: false)) : new ByteArrayContent(body);
        content.Headers.ContentType = Json;
        return new HttpResponseMessage { RequestMessage = request, Content = content };
    }
}
