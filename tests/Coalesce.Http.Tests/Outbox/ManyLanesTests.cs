using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using Coalesce.Http.Broker;

namespace Coalesce.Http.Tests.Outbox;

/// <summary>Many lanes, one fault in ten, four at once: each lane in its order.</summary>
public sealed class ManyLanesTests
{
    [Theory]
    [InlineData(2_000, 100)]
    public Task Replay_WithFaults_InvertsNoLane(int mutations, int lanes) => RunAsync(mutations, lanes);

    [Theory(Explicit = true)]
    [InlineData(100_000, 1_000)]
    public Task Replay_VeryManyWithFaults_InvertsNoLane(int mutations, int lanes) => RunAsync(mutations, lanes);

    private static async Task RunAsync(int mutations, int lanes)
    {
        var arrived = new ConcurrentDictionary<string, ConcurrentQueue<int>>();
        var sent = 0;
        await using var chain = new OutboxChain(async (request, token) =>
        {
            var path = request.RequestUri!.AbsolutePath;
            var number = int.Parse(await request.Content!.ReadAsStringAsync(token), CultureInfo.InvariantCulture);
            switch (Interlocked.Increment(ref sent) % 30)
            {
                case 0: return new HttpResponseMessage(HttpStatusCode.InternalServerError);
                case 10: return new HttpResponseMessage(HttpStatusCode.TooManyRequests);
                case 20: throw new HttpRequestException("reset", new IOException());
            }
            arrived.GetOrAdd(path, _ => []).Enqueue(number);
            return new HttpResponseMessage();
        }, route => (route.Queue, route.BackoffFirst, route.BackoffLongest) = (QueueWhen.Always, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(10)),
            options => (options.Outbox.MaxReplays, options.Outbox.MaxEntries) = (4, mutations));

        for (var i = 0; i < mutations; i++)
        {
            using var response = await chain.PostAsync($"/{i % lanes}", i.ToString(CultureInfo.InvariantCulture));
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        }
        var watch = Stopwatch.StartNew(); // turns of this loop say nothing: the pool gets few of them on a busy machine
        while (await CountAsync(chain) > 0)
        {
            Assert.True(watch.Elapsed < TimeSpan.FromMinutes(5), "It does not end.");
            chain.Time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Run(static () => { });
        }

        Assert.Equal(mutations, arrived.Values.Sum(lane => lane.Count));
        Assert.All(arrived.Values, lane => Assert.Equal(lane.Order(), lane));
    }

    private static async Task<int> CountAsync(OutboxChain chain)
    {
        var states = (await chain.Outbox.CountAsync()).ByState;
        return states.GetValueOrDefault(OutboxState.Waiting) + states.GetValueOrDefault(OutboxState.Replaying) + states.GetValueOrDefault(OutboxState.Trying);
    }
}
