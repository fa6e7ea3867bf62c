using System.Collections.Concurrent;
using Coalesce.Http.Broker;
using Coalesce.Http.Broker.Messages;
using Coalesce.Http.Caching.Distributed;

namespace Coalesce.Http.Caching;

/// <summary>Looks at the second level before a request is sent, and takes what is there into memory. Those who ask for the same look together.</summary>
/// <remarks>
/// A look has a number, as a flight has: what was outdated after it began is not taken in, whoever waits for it. So it does not matter when somebody joins. Nor does it when they leave: after a moment they go
/// on, however many steps it still has to take.
/// </remarks>
internal sealed class SecondLook(ResponseCache cache, CacheDesk desk, SecondLevel second, RequestBroker broker, RequestPlanner planner, WireView wire)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(500);
    private readonly ConcurrentDictionary<CacheKey, Task> _looks = new();

    /// <summary>Looks, where memory has no answer. It fails only when the token is cancelled, which ends the caller's own wait.</summary>
    /// <param name="request">The request.</param>
    /// <param name="inner">Where it is to be sent through.</param>
    /// <param name="takesStale">Whether a stale answer will do, where it may.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns><see langword="null"/>: there is an answer, or the request is nothing for caches.</returns>
    public Task? Begin(HttpRequestMessage request, HttpMessageHandler inner, bool takesStale, CancellationToken cancellationToken)
    {
        if (!MethodTraits.IsPlainRead(request) || !MethodTraits.IsHttp(request)) return null;
        var plan = planner.Plan(request);
        var cookies = wire.CookiesFor(request, inner); // before it is asked whom to trust: the first look at the chain may show that it cannot be
        if (!plan.Caches || !plan.Coalesces || !broker.Trusts(request.RequestUri!, plan.Partition)) return null;
        return desk.KeyOfMissing(request, plan.Uri, plan.Partition, cookies, takesStale) is { } key ? LookAsync(key).WaitAsync(cancellationToken) : null;
    }

    private Task LookAsync(CacheKey key)
    {
        if (!second.MayHave(key.Uri)) return Task.CompletedTask;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var look = _looks.GetOrAdd(key, done.Task);
        if (look == done.Task) _ = LookAsync(key, done);
        return look;
    }

    private async Task LookAsync(CacheKey key, TaskCompletionSource done)
    {
        using var limit = QuietTimer.Create(broker.Time, () => done.TrySetResult());
        limit.Change(Longest, Timeout.InfiniteTimeSpan);
        try
        {
            var (number, route) = (broker.TakeNumber(), planner.RouteOf(HttpMethod.Get, key.Uri)); // also for a HEAD: what is kept is a GET's
            foreach (var answer in await second.ReadAsync(key, () => broker.LastFlight).ConfigureAwait(false))
                cache.Admit(key, answer with { Flight = number, Route = route?.Text, Tags = route?.TagsOf(key.Uri) ?? [] });
        }
        finally
        {
            _looks.TryRemove(new KeyValuePair<CacheKey, Task>(key, done.Task));
            done.TrySetResult();
        }
    }
}
