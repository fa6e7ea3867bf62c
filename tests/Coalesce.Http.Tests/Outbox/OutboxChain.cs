using System.Net;
using Coalesce.Http.Broker;
using Coalesce.Http.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Coalesce.Http.Tests.Outbox;

/// <summary>A pipeline with an outbox around a stub whose answers the test chooses, on a clock that only the test moves.</summary>
internal sealed class OutboxChain : IAsyncDisposable
{
    private readonly CoalescingPipeline _pipeline;

    public OutboxChain(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer, Action<RouteOptions>? route = null, Action<CoalescingOptions>? configure = null,
        IOutboxStore? store = null)
    {
        Stub = new StubHandler(answer);
        Store = store ?? new InMemoryOutboxStore();
        _pipeline = CoalescingPipeline.Create(Stub, options =>
        {
            options.TimeProvider = Time;
            options.OutboxStore = Store;
            var like = new RouteOptions { Queue = QueueWhen.Down };
            route?.Invoke(like);
            options.Routes["POST /{**any}"] = like;
            configure?.Invoke(options);
        });
        Client = new HttpClient(_pipeline, disposeHandler: false) { BaseAddress = new Uri("http://stub/") };
    }

    public StubHandler Stub { get; }

    public IOutboxStore Store { get; }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));

    public HttpClient Client { get; }

    public IRequestBroker Broker => _pipeline.Broker;

    public IRequestOutbox Outbox => _pipeline.Broker.Outbox;

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

    /// <summary>Moves the clock until something has come about.</summary>
    public Task UntilAsync(Func<bool> condition, TimeSpan? step = null) => Wait.UntilAsync(() =>
    {
        if (condition()) return true;
        Time.Advance(step ?? TimeSpan.FromMilliseconds(250));
        return false;
    });

    public async Task<OutboxEntry> EntryAsync(OutboxReceipt receipt) => (await Outbox.GetAsync(receipt.Id))!;

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _pipeline.Dispose();
        await Store.DisposeAsync();
    }
}
