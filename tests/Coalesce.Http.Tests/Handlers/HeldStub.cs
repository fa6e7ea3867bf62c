using System.Net;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Handlers;

/// <summary>A stub that holds every answer until the test gives it, path by path.</summary>
internal sealed class HeldStub
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Queue<TaskCompletionSource<HttpResponseMessage>>> _held = [];
    private readonly HashSet<string> _open = [];
    private readonly Tally _arrived = new("requests that arrived and are held or answered");

    public HeldStub() => Handler = new StubHandler(AnswerAsync);

    public StubHandler Handler { get; }

    /// <summary>Path and query of what came, in order of arrival.</summary>
    public IEnumerable<string> Targets => Handler.Requests.Select(request => request.Target);

    /// <summary>Waits until so many have come and can be answered.</summary>
    public Task WaitForAsync(int requests) => _arrived.WaitForAsync(requests);

    /// <summary>Answers the oldest request held for a target with a text, which is all there with the head.</summary>
    public void Answer(string target, string? text = null) => Answer(target, new StringContent(text ?? target));

    public void Answer(string target, HttpContent content, HttpStatusCode status = HttpStatusCode.OK) =>
        Take(target).SetResult(new HttpResponseMessage(status) { Content = content });

    public void Fail(string target) => Take(target).SetException(new HttpRequestException("The wire broke."));

    /// <summary>How many requests for a target came and were not answered; one that was cancelled is among them.</summary>
    public int HeldFor(string target)
    {
        lock (_lock) return _held.TryGetValue(target, out var held) ? held.Count : 0;
    }

    /// <summary>Answers this target at once from now on.</summary>
    public void Open(string target)
    {
        lock (_lock) _open.Add(target);
    }

    private TaskCompletionSource<HttpResponseMessage> Take(string target)
    {
        lock (_lock) return _held[target].Dequeue();
    }

    public Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = Hold(request.RequestUri!.PathAndQuery, cancellationToken);
        _arrived.Add();
        return answer;
    }

    private Task<HttpResponseMessage> Hold(string target, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_open.Contains(target)) return Task.FromResult(new HttpResponseMessage { Content = new StringContent(target) });
            var source = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
            if (!_held.TryGetValue(target, out var held)) _held.Add(target, held = []);
            held.Enqueue(source);
            return source.Task.WaitAsync(cancellationToken);
        }
    }
}
