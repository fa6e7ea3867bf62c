using System.Net;

namespace Coalesce.Http.Testing;

/// <summary>The one stub primary handler: answers from a delegate, records what it was sent and how often a send was cancelled.</summary>
internal sealed class StubHandler(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
{
    private readonly Lock _lock = new();
    private readonly List<SentRequest> _requests = [];
    private readonly Tally _sent = new("requests at the stub");
    private readonly Tally _cancelled = new("cancelled sends at the stub");
    private int _disposals;

    public StubHandler(Func<HttpRequestMessage, HttpResponseMessage> answer)
        : this((request, _) => Task.FromResult(answer(request)))
    {
    }

    /// <summary>Answers 200 with the same text at once.</summary>
    public StubHandler(string text = "hello")
        : this(_ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(text) })
    {
    }

    /// <summary>How many requests came.</summary>
    public int Count => _sent.Count;

    /// <summary>How many sends had their token cancelled before their head was given.</summary>
    public int Cancellations => _cancelled.Count;

    public bool IsDisposed => Volatile.Read(ref _disposals) > 0;

    /// <summary>A snapshot of what came so far, in order of arrival.</summary>
    public IReadOnlyList<SentRequest> Requests
    {
        get
        {
            lock (_lock) return [.. _requests];
        }
    }

    public Task WaitForRequestsAsync(int count) => _sent.WaitForAsync(count);

    public Task WaitForCancellationsAsync(int count) => _cancelled.WaitForAsync(count);

    // The stub's own wait is the only place where a test blocks a thread: a synchronous send has no other way.
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        SendAsync(request, cancellationToken).GetAwaiter().GetResult();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        var sent = SentRequest.Of(request);
        lock (_lock) _requests.Add(sent);
        var counted = 0;
        await using var registration = cancellationToken.UnsafeRegister(_ => CountCancellation(ref counted), null);
        _sent.Add();
        try
        {
            var response = await answer(request, cancellationToken);
            response.RequestMessage ??= request;
            return response;
        }
        catch when (cancellationToken.IsCancellationRequested)
        {
            // The answer's own registration runs first and may bring us here before ours has run.
            CountCancellation(ref counted);
            throw;
        }
    }

    private void CountCancellation(ref int counted)
    {
        if (Interlocked.Exchange(ref counted, 1) == 0) _cancelled.Add();
    }

    protected override void Dispose(bool disposing)
    {
        Interlocked.Increment(ref _disposals);
        base.Dispose(disposing);
    }
}
