using System.Collections.Concurrent;
using System.Net;
using Coalesce.Http.Testing;
using Coalesce.Http.Tests.Handlers;

namespace Coalesce.Http.Tests.Wiring;

public sealed class RotationTests
{
    [Fact]
    public async Task Dispose_FlightGoesOnForAnotherChainsCaller_ItAndItsRetriesEndFirst()
    {
        var stub = new HeldStub();
        using var chains = new RotatingChains(stub.AnswerAsync);
        var old = chains.Build();
        var next = chains.Build();
        using var cancellation = new CancellationTokenSource();
        var starter = old.GetAsync("/a", cancellation.Token);
        await old.Stub.WaitForRequestsAsync(1);
        var joined = next.GetAsync("/a");
        await Wait.UntilAsync(() => chains.Broker.GetFlights() is [{ Callers: 2 }]);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.ForAsync(starter));

        old.Dispose();

        for (var attempt = 1; attempt <= 3; attempt++)
        {
            stub.Answer("/a", new StringContent(""), HttpStatusCode.ServiceUnavailable);
            await old.Stub.WaitForRequestsAsync(attempt + 1);
            Assert.Equal(0, old.Disposals);
        }
        stub.Answer("/a");
        Assert.Equal("/a", await Wait.ForAsync(joined));
        await Wait.UntilAsync(() => old.Disposals == 1);
        Assert.Equal(0, next.Stub.Count);
        next.Dispose();
        Assert.Equal((1, 1), (old.Disposals, next.Disposals));
    }

    [Fact]
    public async Task Dispose_HandlerThatThrowsThere_EndsNeitherTheProcessNorTheNextFlight()
    {
        var stub = new HeldStub();
        using var chains = new RotatingChains(stub.AnswerAsync);
        var old = chains.Build();
        old.Counting.ThrowsAtDispose = true;
        var call = old.SendAsync("/a");
        await old.Stub.WaitForRequestsAsync(1);
        using var body = new HeldContent();
        stub.Answer("/a", body);
        var response = await Wait.ForAsync(call);
        old.Dispose(); // the flight is the last that uses the chain

        response.Dispose(); // ends it, on a thread of the pool

        await Wait.UntilAsync(() => old.Disposals == 1);
    }

    [Fact]
    public async Task Dispose_BodyIsReadOnAnotherChain_ItEndsFirst()
    {
        var stub = new HeldStub();
        using var chains = new RotatingChains(stub.AnswerAsync);
        using var body = new HeldContent();
        var old = chains.Build();
        var next = chains.Build();
        var starter = old.SendAsync("/a");
        await old.Stub.WaitForRequestsAsync(1);
        var joined = next.SendAsync("/a");
        await Wait.UntilAsync(() => chains.Broker.GetFlights() is [{ Callers: 2 }]);
        stub.Answer("/a", body);
        (await Wait.ForAsync(starter)).Dispose();
        using var response = await Wait.ForAsync(joined);

        old.Dispose();
        old.Dispose();

        await body.WriteAsync("whole");
        Assert.Equal(0, old.Disposals);
        body.End();
        Assert.Equal("whole", await Wait.ForAsync(response.Content.ReadAsStringAsync()));
        await Wait.UntilAsync(() => old.Disposals == 1);
        next.Dispose();
    }

    [Fact]
    public void Dispose_NothingRuns_DisposesAtOnceAndOnce()
    {
        using var chains = new RotatingChains((_, _) => throw new InvalidOperationException());
        var chain = chains.Build();

        chain.Dispose();
        chain.Dispose();

        Assert.Equal(1, chain.Disposals);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(3)]
    public Task Rotate_UnderLoad_NothingIsLostOrDoubled(int? limit) => RunAsync(waves: 60, limit);

    [Fact(Explicit = true)]
    [Trait("Category", "Long")]
    public Task Rotate_UnderLoadForLong_NothingIsLostOrDoubled() => RunAsync(waves: 10_000, limit: 3);

    private static async Task RunAsync(int waves, int? limit)
    {
        const int Chains = 4, Callers = 16, Targets = 3;
        var attempts = new ConcurrentDictionary<string, int>();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var chains = new RotatingChains(async (request, token) =>
        {
            await Volatile.Read(ref gate).Task.WaitAsync(token);
            var target = request.RequestUri!.PathAndQuery;
            // The first attempt of each fails, so that there is a retry in every flight.
            return attempts.AddOrUpdate(target, 1, (_, count) => count + 1) == 1
                ? new HttpResponseMessage(HttpStatusCode.ServiceUnavailable)
                : new HttpResponseMessage { Content = new StreamContent(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(target))) };
        }, limit);
        var all = new List<RotatingChains.Chain>();
        var outlived = 0;
        for (var wave = 0; wave < waves; wave++)
        {
            var random = new Random(wave);
            var present = Enumerable.Range(0, Chains).Select(_ => chains.Build()).ToList();
            all.AddRange(present);
            var calls = Enumerable.Range(0, Callers).Select(i =>
            {
                // Of the first two chains nearly all leave, and so many a starter; the others' callers have joined every flight.
                var leaves = i % Chains < 2 && random.Next(8) > 0;
                var cancellation = new CancellationTokenSource();
                var target = $"/{wave}/{i % Targets}";
                return (Chain: present[i % Chains], Leaves: leaves, Target: target, cancellation, Call: present[i % Chains].GetAsync(target, cancellation.Token));
            }).ToList();
            foreach (var call in calls.Where(call => call.Leaves)) await call.cancellation.CancelAsync();
            foreach (var call in calls.Where(call => call.Leaves)) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.ForAsync(call.Call, $"wave {wave}"));
            // Chains through which nobody waits are disposed while their flights run on for others.
            foreach (var chain in present.Where(chain => calls.TrueForAll(call => call.Chain != chain || call.Leaves)))
            {
                if (chain.Stub.Count > chain.Stub.Cancellations) outlived++;
                chain.Dispose();
            }

            gate.SetResult();
            foreach (var call in calls.Where(call => !call.Leaves)) Assert.Equal(call.Target, await Wait.ForAsync(call.Call, $"wave {wave}"));

            Assert.True(await Wait.ForAsync(chains.Broker.DrainAsync(Timeout.InfiniteTimeSpan), $"wave {wave}"));
            Assert.All(Enumerable.Range(0, Targets), i => Assert.Equal(2, attempts[$"/{wave}/{i}"]));
            Volatile.Write(ref gate, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            foreach (var chain in present) chain.Dispose();
        }
        Assert.True(outlived > waves / 4, $"{outlived} flights outlived their chain");
        await Wait.UntilAsync(() => all.TrueForAll(chain => chain.Disposals > 0));
        Assert.All(all, chain => Assert.Equal((1, false), (chain.Disposals, chain.WasMisused)));
    }
}
