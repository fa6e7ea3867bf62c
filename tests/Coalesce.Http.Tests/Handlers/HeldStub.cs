using System.Net;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Handlers;

/// <summary>A stub that holds every answer until the test gives it, path by path.</summary>
internal sealed class HeldStub
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Queue<TaskCompletionSource<HttpResponseMessage>>> _held = [];
    private readonly Dictionary<string, Queue<TaskCompletionSource<HttpResponseMessage>>> _ahead = [];
    private readonly HashSet<string> _open = [];
    private readonly Tally _arrived = new("requests that arrived and are held or answered");

    public HeldStub() => Handler = new StubHandler(AnswerAsync);

    public StubHandler Handler { get; }

    /// <summary>Path and query of what came, in order of arrival.</summary>
    public IEnumerable<string> Targets => Handler.Requests.Select(request => request.Target);

    /// <summary>Waits until so many have come and can be answered.</summary>
    public Task WaitForAsync(int requests) => _arrived.WaitForAsync(requests);

    /// <summary>Answers the oldest request held for a target, or the next to come, with a text, which is all there with the head.</summary>
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
            if (_ahead.TryGetValue(target, out var ahead) && ahead.TryDequeue(out var answered)) return answered.Task.WaitAsync(cancellationToken);
            var source = NewSource();
            Queue(_held, target).Enqueue(source);
            return source.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>The oldest that is held, or the next to come: a request that is under way, and counted, may be here a moment later.</summary>
    private TaskCompletionSource<HttpResponseMessage> Take(string target)
    {
        lock (_lock)
        {
            if (Queue(_held, target).TryDequeue(out var held)) return held;
            var source = NewSource();
            Queue(_ahead, target).Enqueue(source);
            return source;
        }
    }

    private static Queue<TaskCompletionSource<HttpResponseMessage>> Queue(Dictionary<string, Queue<TaskCompletionSource<HttpResponseMessage>>> of, string target)
    {
        if (!of.TryGetValue(target, out var queue)) of.Add(target, queue = []);
        return queue;
    }

    private static TaskCompletionSource<HttpResponseMessage> NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
