using System.Globalization;

namespace Coalesce.Http.Benchmarks;

/// <summary>
/// The origin, in process: answers at once, or, while held, when released. It counts what reaches it, so that a case can
/// tell whether it measured what it says.
/// </summary>
internal sealed class StubHandler(byte[] body, bool streamed, string? cacheControl = null) : HttpMessageHandler
{
    private readonly string _length = body.Length.ToString(CultureInfo.InvariantCulture);
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
        // A socket's answer is a stream; only stubs have it in memory.
        HttpContent content = streamed ? new StreamContent(new MemoryStream(body, writable: false)) : new ByteArrayContent(body);
        // Nor does a socket parse headers, or know lengths that no header tells.
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        content.Headers.TryAddWithoutValidation("Content-Length", _length);
        var response = new HttpResponseMessage { RequestMessage = request, Content = content };
        if (cacheControl is not null) response.Headers.TryAddWithoutValidation("Cache-Control", cacheControl);
        return response;
    }
}
