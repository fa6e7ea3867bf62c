using Microsoft.Extensions.Time.Testing;

namespace Coalesce.Http.Tests.Caching.Distributed;

/// <summary>Processes of one app, on one clock, before one origin, with one second level.</summary>
internal sealed class Processes(Func<HttpRequestMessage, HttpResponseMessage> answer, Action<CoalescingOptions>? configure = null) : IDisposable
{
    public const string Secret = "c2l4dGVlbiBieXRlcyBhbmQgc2l4dGVlbiBtb3JlISE=";
    private readonly List<CacheChain> _started = [];

    public SharedStore Store { get; } = new();

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));

    /// <summary>How many requests reached the origin, from all of them.</summary>
    public int Sent => _started.Sum(static chain => chain.Sent);

    /// <summary>One with nothing in memory.</summary>
    public CacheChain Start(Action<CoalescingOptions>? also = null)
    {
        var chain = new CacheChain(answer, options =>
        {
            options.Cache.SecondLevel = Store;
            options.Cache.SecondLevelKey = Secret;
            configure?.Invoke(options);
            also?.Invoke(options);
        }, Time);
        _started.Add(chain);
        return chain;
    }

    public void Dispose() => _started.ForEach(static chain => chain.Dispose());
}
