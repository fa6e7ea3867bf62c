using System.Collections.Concurrent;
using System.Net;
using Coalesce.Http.Broker;
using Coalesce.Http.Broker.Outbox;
using Coalesce.Http.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Coalesce.Http.Tests.Outbox;

/// <summary>A pipeline with an outbox around a stub whose answers the test chooses, on a clock that only the test moves.</summary>
internal sealed class OutboxChain : IAsyncDisposable
{
    private readonly CoalescingPipeline _pipeline;
    private readonly bool _ownsStore;
    private readonly ConcurrentQueue<BrokerEvent> _events = [];

    public OutboxChain(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer, Action<RouteOptions>? route = null, Action<CoalescingOptions>? configure = null,
        IOutboxStore? store = null, HttpMessageHandler? wire = null, FakeTimeProvider? time = null, string address = "http://stub/", string name = "CoalescingPipeline")
    {
        Stub = new StubHandler(answer);
        Store = store ?? new InMemoryOutboxStore();
        _ownsStore = store is null;
        Time = time ?? new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
        _pipeline = CoalescingPipeline.Create(wire ?? Stub, options =>
        {
            options.TimeProvider = Time;
            options.OutboxStore = Store;
            // No attempt is to end because the clock is moved while it is under way.
            var like = new RouteOptions { Queue = QueueWhen.Down, ReplayTimeout = TimeSpan.FromHours(1), BackoffFirst = TimeSpan.FromMilliseconds(100) };
            route?.Invoke(like);
            options.Routes["POST /{**any}"] = like;
            configure?.Invoke(options);
        }, name);
        Client = new HttpClient(_pipeline, disposeHandler: false) { BaseAddress = new Uri(address) };
        _ = WatchAsync(Broker.Events.GetAsyncEnumerator());
    }

    public StubHandler Stub { get; }

    public IOutboxStore Store { get; }

    public FakeTimeProvider Time { get; }

    public HttpClient Client { get; }

    public IRequestBroker Broker => _pipeline.Broker;

    public IRequestOutbox Outbox => _pipeline.Broker.Outbox;

    public RequestOutbox Mutations => ((RequestBroker)_pipeline.Broker).Mutations!;

    public IReadOnlyList<BrokerEvent> Events => [.. _events];

    /// <summary>The steps of one entry, in order.</summary>
    public IReadOnlyList<BrokerEventKind> StepsOf(OutboxReceipt receipt) => [.. _events.Where(told => told.EntryId == receipt.Id).Select(told => told.Kind)];

    public Task<HttpResponseMessage> PostAsync(string path = "/like", string? body = "x", Action<HttpRequestMessage>? change = null, CancellationToken cancellationToken = default)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body is null ? null : new StringContent(body) };
        change?.Invoke(request);
        return Client.SendAsync(request, cancellationToken);
    }

    /// <summary>Posts what is queued, and gives its receipt.</summary>
    public async Task<OutboxReceipt> QueueAsync(string path = "/like", string? body = "x", Action<HttpRequestMessage>? change = null)
    {
        using var response = await Wait.ForAsync(PostAsync(path, body, change));
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.True(response.TryGetReceipt(out var receipt));
        return receipt;
    }

    /// <summary>Moves the clock until something has come about, and lets the pool work between two steps.</summary>
    public async Task UntilAsync(Func<bool> condition, TimeSpan? step = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > Wait.Limit) throw new TimeoutException("The clock was moved on and on in vain.");
            Time.Advance(step ?? TimeSpan.FromMilliseconds(50));
            for (var i = 0; i < 3; i++) await Task.Run(static () => { });
        }
    }

    /// <summary>Moves the clock until an entry has ended.</summary>
    public async Task<OutboxOutcome> EndAsync(OutboxReceipt receipt, TimeSpan? step = null)
    {
        await UntilAsync(() => receipt.Completion.IsCompleted, step);
        return await receipt.Completion;
    }

    public async Task<OutboxEntry> EntryAsync(OutboxReceipt receipt) => (await Outbox.GetAsync(receipt.Id))!;

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _pipeline.Dispose();
        if (_ownsStore) await Store.DisposeAsync();
    }

    /// <summary>Registered when its enumerator was made, so that nothing is missed.</summary>
    private async Task WatchAsync(IAsyncEnumerator<BrokerEvent> watcher)
    {
        await using (watcher)
        {
            while (await watcher.MoveNextAsync()) _events.Enqueue(watcher.Current);
        }
    }
}
