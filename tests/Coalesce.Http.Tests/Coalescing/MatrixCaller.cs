using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Coalescing;

/// <summary>How a caller leaves.</summary>
public enum Leaving
{
    Token,
    Timeout,
    DisposingResponse,
    DisposingStream,
}

/// <summary>One caller of the cancellation matrix, asynchronous or with a thread of its own.</summary>
internal sealed class MatrixCaller : IDisposable
{
    // Long enough for a caller to join, short enough not to be waited for: if it passes earlier, the caller leaves earlier, which is no error.
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(100);
    private readonly CancellationTokenSource _source = new();
    private readonly TaskCompletionSource<HttpResponseMessage> _head = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Stream> _stream = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HttpClient _client;
    private readonly Leaving _leaving;

    public MatrixCaller(TestChain chain, Leaving leaving, bool leaves, bool isSynchronous)
    {
        _leaving = leaving;
        _client = chain.NewClient(leaves && leaving == Leaving.Timeout ? Short : Timeout.InfiniteTimeSpan);
        var isRead = leaving is Leaving.DisposingResponse or Leaving.DisposingStream;
        // A thread of its own: a synchronous caller blocks it.
        Outcome = isSynchronous
            ? Task.Factory.StartNew(() => Send(isRead), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            : SendAsync(isRead);
    }

    /// <summary>The body it got, or how it ended.</summary>
    public Task<string> Outcome { get; }

    /// <summary>The head is there and its stream is being read.</summary>
    public Task Reading => _stream.Task;

    public async Task LeaveAsync()
    {
        switch (_leaving)
        {
            case Leaving.Token: await _source.CancelAsync(); break;
            case Leaving.DisposingResponse: (await Wait.ForAsync(_head.Task)).Dispose(); break;
            case Leaving.DisposingStream: await (await Wait.ForAsync(_stream.Task)).DisposeAsync(); break;
            default: break; // its time passes by itself
        }
    }

    public async Task AssertLeftAsync()
    {
        var failure = await Record.ExceptionAsync(() => Wait.ForAsync(Outcome));
        switch (_leaving)
        {
            case Leaving.Token:
                Assert.True(Assert.IsAssignableFrom<OperationCanceledException>(failure).CancellationToken.IsCancellationRequested);
                break;
            case Leaving.Timeout:
                Assert.IsType<TimeoutException>(Assert.IsType<TaskCanceledException>(failure).InnerException);
                break;
            default:
                Assert.IsType<ObjectDisposedException>(failure);
                break;
        }
    }

    public void Dispose()
    {
        _source.Dispose();
        _client.Dispose();
    }

    private async Task<string> SendAsync(bool isRead)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        var option = isRead ? HttpCompletionOption.ResponseHeadersRead : HttpCompletionOption.ResponseContentRead;
        using var response = await _client.SendAsync(request, option, _source.Token);
        _head.TrySetResult(response);
        var stream = await response.Content.ReadAsStreamAsync(_source.Token);
        _stream.TrySetResult(stream);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    private string Send(bool isRead)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        var option = isRead ? HttpCompletionOption.ResponseHeadersRead : HttpCompletionOption.ResponseContentRead;
        using var response = _client.Send(request, option, _source.Token);
        _head.TrySetResult(response);
        var stream = response.Content.ReadAsStream();
        _stream.TrySetResult(stream);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
