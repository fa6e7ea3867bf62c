using System.Collections.Concurrent;
using Coalesce.Http.Broker;
using Coalesce.Http.Caching.Distributed;

namespace Coalesce.Http.Caching;

/// <summary>Looks at the second level before a request is sent, and takes what is there into memory; and tells it of writes. Those who ask for the same look together.</summary>
/// <remarks>
/// A look has a number, as a flight has: what was outdated after it began is not taken in, whoever waits for it. So it does not matter when somebody joins.
/// </remarks>
internal sealed class SecondLook(ResponseCache cache, SecondLevel second, RequestBroker broker)
{
    private readonly ConcurrentDictionary<CacheKey, Task> _looks = new();

    /// <summary>Fails only when the token is cancelled, which ends the caller's own wait.</summary>
    public Task FillAsync(CacheKey key, ConfiguredRoute? route, CancellationToken cancellationToken)
    {
        if (!second.MayHave(key.Uri)) return Task.CompletedTask;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var look = _looks.GetOrAdd(key, done.Task);
        if (look == done.Task) _ = LookAsync(key, route, done);
        return look.WaitAsync(cancellationToken);
    }

    /// <summary>What is kept for URIs is outdated in all processes. To be told before it is marked here: who looks meanwhile has begun before that, and takes nothing in.</summary>
    public Task TellAsync(IReadOnlyList<string> uris) => Task.WhenAll(uris.Select(uri => second.ForgetAsync(CacheMark.OfUri(uri))));

    private async Task LookAsync(CacheKey key, ConfiguredRoute? route, TaskCompletionSource done)
    {
        try
        {
            var number = broker.TakeNumber();
            foreach (var answer in await second.ReadAsync(key, () => broker.LastFlight).ConfigureAwait(false))
                cache.Admit(key, answer with { Flight = number, Route = route?.Text, Tags = route?.TagsOf(key.Uri) ?? [] });
        }
        finally
        {
            _looks.TryRemove(new KeyValuePair<CacheKey, Task>(key, done.Task));
            done.SetResult();
        }
    }
}
