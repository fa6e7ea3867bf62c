using System.Net;
using Coalesce.Http.Broker.Outbox;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Broker.Tests.Outbox;

// What callers do in the model: they hand over mutations, again or for the first time, and get an answer, a receipt or nothing.
internal sealed partial class OutboxEngineModel
{
    private void Enqueue(Process process, int lane, int outcome)
    {
        var now = _time.GetUtcNow();
        var entry = OutboxSamples.Entry($"lane {lane}") with { CreatedAt = now, NotBefore = now, NotBeforeSetAt = now };
        Begin(entry);
        var trying = Submit(process, entry, token =>
        {
            CheckSend(entry);
            return outcome switch
            {
                0 => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)),
                1 => throw new HttpRequestException(HttpRequestError.ConnectionError),
                _ => null,
            };
        });
        if (!trying.Submitting!.IsCompleted) _trying.Add(trying);
        else EndFirst(trying);
    }

    /// <summary>The same mutation again, by its key: whether the first one still tries, waits, or has ended long ago.</summary>
    private void Join(Process process, OutboxEntry first)
    {
        var now = _time.GetUtcNow();
        var again = OutboxSamples.Entry(first.Lane) with { CreatedAt = now, NotBefore = now, NotBeforeSetAt = now, IdempotencyKey = first.IdempotencyKey };
        var known = _begun.SingleOrDefault(one => one.IdempotencyKey == first.IdempotencyKey && Find(one) is { State: not OutboxState.Withdrawn });
        if (known is null) Begin(again); // nobody knows the key any more: it is a new one
        var trying = Submit(process, again, _ => throw new HttpRequestException(HttpRequestError.ConnectionError));
        var submitted = Now(trying.Submitting!);
        Assert.Equal(known?.Id ?? again.Id, submitted.Entry!.Id);
        _acknowledged.Add(submitted.Entry.Id);
    }

    /// <summary>It comes after those of its lane that were acknowledged by now; not after one that still tries, and was acknowledged only to somebody who joined it.</summary>
    private void Begin(OutboxEntry entry)
    {
        _earlier.Add(entry.Id, [.. _begun.Where(before => before.Lane == entry.Lane && _acknowledged.Contains(before.Id) && Find(before) is not { State: OutboxState.Trying })]);
        _begun.Add(entry);
    }

    private Trying Submit(Process process, OutboxEntry entry, Func<CancellationToken, Task<HttpResponseMessage>?> send)
    {
        var trying = new Trying(process, entry);
        var request = ReplayRequest.Of(entry, new OutboxExchange());
        trying.Submitting = process.First.RunAsync(entry, process.Rules, request, token =>
        {
            trying.Asked.TrySetResult();
            return send(token) ?? trying.Head.Task.WaitAsync(token);
        }, _time.GetTimestamp(), trying.Caller.Token);
        Now(Task.WhenAny(trying.Asked.Task, trying.Submitting));
        return trying;
    }

    private void AnswerFirst(Trying trying, int verdict)
    {
        _trying.Remove(trying);
        var isLate = Find(trying.Entry) is not { State: OutboxState.Trying }; // another took it over meanwhile
        if (verdict == 0) trying.Head.SetResult(new HttpResponseMessage(HttpStatusCode.OK));
        else if (verdict == 1) trying.Head.SetResult(new HttpResponseMessage(HttpStatusCode.Forbidden));
        else if (verdict == 2) trying.Head.SetException(new HttpRequestException(HttpRequestError.ConnectionError));
        else trying.Caller.Cancel();
        EndFirst(trying, isLate);
    }

    private void EndFirst(Trying trying, bool isLate = false)
    {
        Now(Task.WhenAny(trying.Submitting!));
        var entry = trying.Entry;
        if (isLate) return; // it changes nothing any more, and what it carried out, the server knows by its key
        if (trying.Submitting!.IsCanceled)
        {
            // Whoever joined it is to have it delivered; nobody else is.
            Assert.Equal(_acknowledged.Contains(entry.Id) ? OutboxState.Waiting : OutboxState.Withdrawn, Find(entry)!.State);
            return;
        }
        var submitted = Now(trying.Submitting);
        if (submitted.Entry is not null) _acknowledged.Add(entry.Id);
        else if (!_acknowledged.Contains(entry.Id)) Assert.Null(Find(entry)); // its caller has the answer
        else if (submitted.Answer!.IsSuccessStatusCode) _carriedOut.Add(entry.IdempotencyKey); // and whoever joined it, a receipt
    }
}
