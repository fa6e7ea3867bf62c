using System.Diagnostics;

namespace Coalesce.Http.Benchmarks;

/// <summary>Durable enqueue: how many entries a second are synced, beside inserts written by hand.</summary>
internal static class EnqueueTable
{
    private const double Goal = 60_000;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(0.7);
    private static readonly int[] Producers = [1, 16, 64];

    private static readonly (string Name, Func<string, IEnqueue> Open)[] Ways =
    [
        ("outbox, entry that waits", path => new StoreEnqueue(path, mayTry: false)),
        ("outbox, entry before its first attempt", path => new StoreEnqueue(path, mayTry: true)),
        ("rows by hand, grouped", path => new PlainEnqueue(path, inGroups: true)),
        ("rows by hand, one a commit", path => new PlainEnqueue(path, inGroups: false)),
    ];

    public static async Task WriteAsync(BenchFiles files, int rounds)
    {
        var rates = Ways.Select(_ => Producers.Select(_ => new Series()).ToArray()).ToArray();
        foreach (var (_, open) in Ways) await MeasureAsync(files, open, Producers[^1]); // compiles it
        for (var round = 0; round < rounds; round++)
        {
            for (var column = 0; column < Producers.Length; column++)
            {
                for (var i = 0; i < Ways.Length; i++)
                {
                    var way = (i + round) % Ways.Length;
                    rates[way][column].Add(await MeasureAsync(files, Ways[way].Open, Producers[column]));
                }
            }
        }

        Console.WriteLine();
        Console.WriteLine($"Durable enqueue (WAL, synchronous = FULL), bodies of {Jobs.Body.Length} B, a second; ratio to rows by hand, grouped");
        Console.WriteLine($"  {"producers",-40}{string.Concat(Producers.Select(p => $"{p,34}"))}");
        for (var way = 0; way < Ways.Length; way++)
        {
            var cells = Producers.Select((_, column) => $"{$"{rates[way][column].Median:N0} ({rates[way][column].Fewest:N0}-{rates[way][column].Most:N0}) x{rates[way][column].To(rates[2][column]):0.00}",34}");
            Console.WriteLine($"  {Ways[way].Name,-40}{string.Concat(cells)}");
        }
        Console.WriteLine($"  goal: {Goal:N0} from 64 producers: {(rates[0][^1].Median >= Goal ? "met" : "MISSED")}");
    }

    private static async Task<double> MeasureAsync(BenchFiles files, Func<string, IEnqueue> open, int producers)
    {
        var path = files.Next();
        var way = open(path);
        var number = 0;
        await way.AddAsync(Jobs.Make(0)); // opens it
        GC.Collect();
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, producers).Select(_ => Task.Run(ProduceAsync)));
        var rate = number / Stopwatch.GetElapsedTime(start).TotalSeconds;
        await way.DisposeAsync();
        BenchFiles.Remove(path);
        return rate;

        async Task ProduceAsync()
        {
            while (Stopwatch.GetElapsedTime(start) < Length) await way.AddAsync(Jobs.Make(Interlocked.Increment(ref number))).ConfigureAwait(false);
        }
    }
}
