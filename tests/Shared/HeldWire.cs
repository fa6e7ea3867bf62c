using System.Net;

namespace Coalesce.Http.Testing;

/// <summary>A primary handler that answers nothing by itself: each send waits for the test to give it a head, and its body for bytes.</summary>
internal sealed class HeldWire : HttpMessageHandler
{
    private readonly Lock _lock = new();
    private readonly List<HeldSend> _sends = [];
    private readonly Tally _sent = new("sends at the held wire");

    /// <summary>How many sends began.</summary>
    public int Count => _sent.Count;

    /// <summary>A snapshot, in order of arrival.</summary>
    public IReadOnlyList<HeldSend> Sends
    {
        get
        {
            lock (_lock) return [.. _sends];
        }
    }

    /// <summary>The send that came as the <paramref name="index"/>th, waited for.</summary>
    public async Task<HeldSend> SendAsync(int index)
    {
        await _sent.WaitForAsync(index + 1);
        lock (_lock) return _sends[index];
    }

    // The one place where a test blocks: a synchronous send has no other way.
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        SendAsync(request, cancellationToken).GetAwaiter().GetResult();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HeldSend send;
        lock (_lock) _sends.Add(send = new HeldSend(request, _sends.Count, cancellationToken));
        _sent.Add();
        try
        {
            return await send.Head.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            send.WasGivenUp = true;
            throw;
        }
    }
}

/// <summary>One send at a <see cref="HeldWire"/>.</summary>
internal sealed class HeldSend
{
    private readonly TaskCompletionSource<HttpResponseMessage> _head = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HttpRequestMessage _request;

    public HeldSend(HttpRequestMessage request, int index, CancellationToken token)
    {
        _request = request;
        Index = index;
        Token = token;
        token.UnsafeRegister(static source => ((TaskCompletionSource)source!).TrySetResult(), _cancelled);
    }

    public int Index { get; }

    /// <summary>The token it was sent with.</summary>
    public CancellationToken Token { get; }

    public HttpRequestMessage Request => _request;

    public HeldBody Body { get; } = new();

    public Task<HttpResponseMessage> Head => _head.Task;

    /// <summary>Completes when the send's token is cancelled.</summary>
    public Task Cancelled => _cancelled.Task;

    /// <summary>Whether its token ended the wait for its head.</summary>
    public bool WasGivenUp { get; set; }

    public bool HasHead => _head.Task.IsCompleted;

    /// <summary>Gives a head with the held body.</summary>
    public HttpResponseMessage GiveHead(Action<HttpResponseMessage>? change = null)
    {
        var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = Body.AsContent(), RequestMessage = _request };
        change?.Invoke(response);
        _head.TrySetResult(response);
        return response;
    }

    /// <summary>Gives the whole answer.</summary>
    public void Answer(string text, Action<HttpResponseMessage>? change = null)
    {
        Body.Give(text);
        Body.End();
        GiveHead(change);
    }

    public void Fail(Exception failure) => _head.TrySetException(failure);
}
