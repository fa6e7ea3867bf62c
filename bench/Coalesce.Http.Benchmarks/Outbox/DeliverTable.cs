using System.Diagnostics;
using System.Net;
using Coalesce.Http.Broker;
using Coalesce.Http.Sqlite;

namespace Coalesce.Http.Benchmarks;

/// <summary>From the call to the last entry delivered, through the whole chain, the file and the replayer.</summary>
internal static class DeliverTable
{
    /// <summary>Bee-Queue on Redis with an fsync for each command, from shared figures; the goal is twice as much.</summary>
    private static readonly Column[] Columns =
    [
        new(1, 4_000, int.MaxValue, 1_539), new(20, 20_000, int.MaxValue, 8_843), new(100, 30_000, int.MaxValue, 12_727), new(100, 10_000, 10, null),
    ];

    public static async Task WriteAsync(BenchFiles files, int rounds)
    {
        var rates = Columns.Select(_ => new Series()).ToArray();
        foreach (var column in Columns) await MeasureAsync(files, column); // compiles it
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < Columns.Length; i++)
            {
                var column = (i + round) % Columns.Length;
                rates[column].Add(await MeasureAsync(files, Columns[column]));
            }
        }

        Console.WriteLine();
        Console.WriteLine($"Enqueue to delivered, Queue = Always, bodies of {Jobs.Body.Length} B, origin a stub that answers 200 at once; as many producers as replays at once");
        Console.WriteLine($"  {"producers and replays",-24}{"lanes",10}{"a second",28}{"Bee-Queue",12}{"ratio",8}  goal: twice");
        for (var i = 0; i < Columns.Length; i++)
        {
            var (column, rate) = (Columns[i], rates[i]);
            var peer = column.Peer is { } peers ? $"{peers,12:N0}{rate.Median / peers,8:0.00}  {(rate.Median >= 2 * peers ? "met" : "MISSED")}" : "";
            Console.WriteLine($"  {column.Concurrency,-24}{(column.Lanes == int.MaxValue ? "distinct" : column.Lanes),10}{$"{rate.Median:N0} ({rate.Fewest:N0}-{rate.Most:N0})",28}{peer}");
        }
    }

    private static async Task<double> MeasureAsync(BenchFiles files, Column column)
    {
        var path = files.Next();
        await using var store = new SqliteOutboxStore(new SqliteOutboxOptions { Path = path });
        var origin = new OkHandler();
        var pipeline = CoalescingPipeline.Create(origin, options =>
        {
            options.OutboxStore = store;
            options.Outbox.MaxReplays = column.Concurrency;
            options.Outbox.MaxEntries = int.MaxValue;
            options.Routes["POST /jobs/{id}"] = new() { Queue = QueueWhen.Always };
        });
        using var client = new HttpClient(pipeline) { BaseAddress = new Uri("http://origin.test/") };
        await store.OpenAsync(CancellationToken.None);
        var number = 0;
        GC.Collect();
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, column.Concurrency).Select(_ => Task.Run(ProduceAsync)));
        if (!await pipeline.Broker.Outbox.DrainAsync(TimeSpan.FromMinutes(1))) throw new WrongMeasurementException("The outbox was not drained.");
        var elapsed = Stopwatch.GetElapsedTime(start);
        var counts = (await pipeline.Broker.Outbox.CountAsync()).ByState;
        if (counts.GetValueOrDefault(OutboxState.Delivered) != column.Entries || origin.Sends != column.Entries)
            throw new WrongMeasurementException($"{origin.Sends} were sent and {counts.GetValueOrDefault(OutboxState.Delivered)} delivered, of {column.Entries}.");
        client.Dispose(); // and the chain with it: nobody uses the file any more
        await store.DisposeAsync();
        BenchFiles.Remove(path);
        return column.Entries / elapsed.TotalSeconds;

        async Task ProduceAsync()
        {
            while (Interlocked.Increment(ref number) is var mine && mine <= column.Entries)
            {
                using var content = new ByteArrayContent(Jobs.Body);
                using var response = await client.PostAsync(new Uri($"jobs/{mine % column.Lanes}", UriKind.Relative), content).ConfigureAwait(false);
                if (response.StatusCode != HttpStatusCode.Accepted) throw new WrongMeasurementException($"An entry was answered {response.StatusCode}.");
            }
        }
    }

    private sealed record Column(int Concurrency, int Entries, int Lanes, int? Peer);
}
