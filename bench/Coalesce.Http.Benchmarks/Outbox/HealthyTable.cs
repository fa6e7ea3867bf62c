using System.Diagnostics;
using System.Net;
using Coalesce.Http.Broker;

namespace Coalesce.Http.Benchmarks;

/// <summary>What a queueing route costs while the server answers: each mutation is synced before it is sent, and the answer is the origin's own.</summary>
internal static class HealthyTable
{
    private static readonly int[] Callers = [1, 64];

    private static readonly (string Name, QueueWhen? Queue)[] Ways =
        [("plain HttpClient", null), ("Coalesce.Http, Never", QueueWhen.Never), ("Coalesce.Http, Down", QueueWhen.Down), ("Coalesce.Http, DownOrSlow", QueueWhen.DownOrSlow)];

    public static async Task WriteAsync(BenchFiles files, int rounds)
    {
        await using var origin = await LoopbackOrigin.StartAsync();
        Console.WriteLine();
        Console.WriteLine($"POST of {Jobs.Body.Length} B to a healthy server; us: elapsed time by requests; B: allocated, the server in process too; ratio and B beyond: to plain HttpClient");
        await WriteAsync("Kestrel, loopback", origin.Address, () => new SocketsHttpHandler(), files, rounds);
        await WriteAsync("stub", new Uri("http://origin.test/"), () => new OkHandler(), files, rounds);
    }

    private static async Task WriteAsync(string name, Uri address, Func<HttpMessageHandler> createHandler, BenchFiles files, int rounds)
    {
        foreach (var callers in Callers)
        {
            var requests = callers == 1 ? 2_000 : 10_000;
            var setups = Ways.Select(way => new HealthySetup(way.Queue, createHandler(), address, files.Next())).ToArray();
            var (times, bytes) = (Ways.Select(_ => new Series()).ToArray(), Ways.Select(_ => new Series()).ToArray());
            foreach (var setup in setups.Concat(setups)) await MeasureAsync(setup, callers, requests); // compiles it
            for (var round = 0; round < rounds; round++)
            {
                for (var i = 0; i < Ways.Length; i++)
                {
                    var way = (i + round) % Ways.Length;
                    var (time, allocated) = await MeasureAsync(setups[way], callers, requests);
                    times[way].Add(time);
                    bytes[way].Add(allocated);
                }
            }
            Console.WriteLine($"  {$"{name}, {callers} caller{(callers == 1 ? "" : "s")}",-34}{"us",28}{"ratio",8}{"B",10}{"B beyond",10}");
            for (var way = 0; way < Ways.Length; way++)
            {
                Console.WriteLine($"    {Ways[way].Name,-32}{$"{times[way].Median:0.0} ({times[way].Fewest:0.0}-{times[way].Most:0.0})",28}{times[way].To(times[0]),8:0.00}{bytes[way].Median,10:N0}{bytes[way].Beyond(bytes[0]),10:N0}");
            }
            foreach (var setup in setups) await setup.DisposeAsync();
        }
    }

    private static async Task<(double Microseconds, double Bytes)> MeasureAsync(HealthySetup setup, int callers, int requests)
    {
        var number = 0;
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(CallAsync)));
        var elapsed = Stopwatch.GetElapsedTime(start);
        return (elapsed.TotalMicroseconds / requests, (double)(GC.GetTotalAllocatedBytes(precise: true) - bytes) / requests);

        async Task CallAsync()
        {
            while (Interlocked.Increment(ref number) <= requests)
            {
                using var content = new ByteArrayContent(Jobs.Body);
                using var response = await setup.Client.PostAsync(setup.Uri, content).ConfigureAwait(false);
                if (response.StatusCode != HttpStatusCode.OK) throw new WrongMeasurementException($"A healthy server's answer was {response.StatusCode}.");
            }
        }
    }
}
