using Coalesce.Http.Broker;
using Coalesce.Http.Sqlite;

namespace Coalesce.Http.Benchmarks;

/// <summary>A client with a queueing route, or without; <see langword="null"/>: plain.</summary>
internal sealed class HealthySetup : IAsyncDisposable
{
    private readonly SqliteOutboxStore? _store;

    public HealthySetup(QueueWhen? queue, HttpMessageHandler handler, Uri address, string path)
    {
        Uri = new Uri(address, "likes/1");
        if (queue is not { } when)
        {
            Client = new HttpClient(handler);
            return;
        }
        if (when != QueueWhen.Never) _store = new SqliteOutboxStore(new SqliteOutboxOptions { Path = path });
        var pipeline = CoalescingPipeline.Create(handler, options =>
        {
            options.OutboxStore = _store;
            options.Routes["POST /likes/{id}"] = when == QueueWhen.DownOrSlow ? new() { Queue = when, SlowAfter = TimeSpan.FromSeconds(10) } : new() { Queue = when };
        });
        Client = new HttpClient(pipeline) { BaseAddress = address };
    }

    public HttpClient Client { get; }

    public Uri Uri { get; }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_store is not null) await _store.DisposeAsync();
    }
}
