using System.Globalization;
using Coalesce.Http.Broker;

namespace Coalesce.Http.Sqlite.Tests.Killing;

/// <summary>Mutates without end, until it is killed; or delivers what earlier children left.</summary>
internal static class Mutating
{
    /// <summary>Two at once in each lane: what is in order is then told by who was answered before whom.</summary>
    private static readonly (HttpMethod Method, string Path)[] Targets =
    [
        (HttpMethod.Post, "/down/1"), (HttpMethod.Post, "/down/1"), (HttpMethod.Post, "/down/2"),
        (HttpMethod.Post, "/always/1"), (HttpMethod.Post, "/always/1"), (HttpMethod.Post, "/always/2"),
        (HttpMethod.Put, "/latest/1"), (HttpMethod.Put, "/latest/1"), (HttpMethod.Post, "/refused/1"),
    ];

    /// <summary>FILE ADDRESS RUN POINT PASS: writes "begin KEY PATH" before it hands a mutation over, and "ack KEY STATUS" when it has the answer.</summary>
    public static async Task MutateAsync(string[] args)
    {
        using var lines = new Lines();
        var run = args[2];
        var stop = new Stop(Enum.Parse<KillPoint>(args[3]), int.Parse(args[4], CultureInfo.InvariantCulture), lines);
        var hooks = args[3] == nameof(KillPoint.InCompaction) ? new CompactionWatch(stop).Hooks : new StoreHooks();
        await using var store = new StoppingStore(new SqliteOutboxStore(new SqliteOutboxOptions { Path = args[0] }, hooks), stop);
        using var pipeline = Pipeline(new StoppingWire(stop), store);
        using var client = new HttpClient(pipeline, disposeHandler: false) { BaseAddress = new Uri(args[1]) };
        lines.Write("up");
        // Each begins on the pool, at once.
        await Task.WhenAll(Targets.Select((target, producer) => Task.Run(() => ProduceAsync(target.Method, target.Path, producer))));

        async Task ProduceAsync(HttpMethod method, string path, int producer)
        {
            for (var i = 0; ; i++)
            {
                var key = $"{run}-{producer}-{i}";
                using var request = new HttpRequestMessage(method, path) { Content = new ByteArrayContent(Mutation.BodyOf(key)) };
                request.Headers.Add(Mutation.KeyHeader, key);
                lines.Write($"begin {key} {path}");
                using var response = await client.SendAsync(request);
                lines.Write($"ack {key} {(int)response.StatusCode}");
                await stop.AtAsync(KillPoint.AfterAck, key);
            }
        }
    }

    /// <summary>FILE ADDRESS: waits until all has ended, and writes "drained".</summary>
    public static async Task DrainAsync(string[] args)
    {
        using var lines = new Lines();
        await using var store = new SqliteOutboxStore(new SqliteOutboxOptions { Path = args[0] });
        using var pipeline = Pipeline(new SocketsHttpHandler(), store);
        while (!await pipeline.Broker.Outbox.DrainAsync(TimeSpan.FromSeconds(5))) lines.Write("draining");
        lines.Write("drained");
    }

    private static CoalescingPipeline Pipeline(HttpMessageHandler wire, IOutboxStore store) => CoalescingPipeline.Create(wire, options =>
    {
        options.OutboxStore = store;
        Add("POST /down/{lane}", QueueWhen.Down);
        Add("POST /always/{lane}", QueueWhen.Always);
        Add("POST /refused/{lane}", QueueWhen.Always);
        Add("PUT /latest/{lane}", QueueWhen.Always).Compact = OutboxCompaction.KeepLatest;

        RouteOptions Add(string route, QueueWhen queue) =>
            options.Routes[route] = new RouteOptions { Queue = queue, BackoffFirst = TimeSpan.FromMilliseconds(1), BackoffLongest = TimeSpan.FromMilliseconds(10) };
    });
}
