using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Handlers;

/// <summary>What can be steered from outside, and what callers get of it.</summary>
public sealed class BrokerControlTests : IDisposable
{
    private readonly Pipeline _pipeline = new(options =>
    {
        options.MaxConcurrency = 2;
        options.Routes["GET /feed/{id}"] = new();
        options.Routes["POST /feed"] = new();
    });

    [Theory]
    [InlineData(1)]
    [InlineData(null)]
    public async Task Pause_WhatIsOnTheWireGoesOn_EverythingElseWaitsUntilResume(int? limit)
    {
        using var pipeline = new Pipeline(options => options.MaxConcurrency = limit);
        var sent = pipeline.GetAsync("/sent");
        await pipeline.Stub.WaitForAsync(1);

        pipeline.Broker.Pause();
        Assert.True(pipeline.Broker.IsPaused);
        pipeline.Stub.Answer("/sent");
        Assert.Equal("/sent", await Wait.ForAsync(sent));
        var waits = pipeline.GetAsync("/waits", 0);
        await pipeline.WaitingAsync(1);
        Assert.Equal(1, pipeline.Stub.Handler.Count);

        pipeline.Stub.Open("/waits");
        pipeline.Broker.Resume();

        Assert.False(pipeline.Broker.IsPaused);
        Assert.Equal("/waits", await Wait.ForAsync(waits));
        await pipeline.AssertIdleAsync();
    }

    [Fact]
    public async Task CancelRoute_FlightsAndWaiting_AllEndInACancellationThatSaysSo()
    {
        var onTheWire = _pipeline.GetAsync("/feed/1");
        var other = _pipeline.GetAsync("/other");
        await _pipeline.Stub.WaitForAsync(2);
        var waitingFlight = _pipeline.GetAsync("/feed/2");
        var waitingJoined = _pipeline.GetAsync("/feed/2");
        var waitingAlone = _pipeline.GetAsync("/feed/3", change: request => request.WithoutCoalescing());
        await _pipeline.WaitingAsync(2);

        Assert.Equal(3, _pipeline.Broker.CancelRoute("GET /feed/{id}"));

        foreach (var call in (Task<string>[])[onTheWire, waitingFlight, waitingJoined, waitingAlone]) await AssertCancelledAsync(call);
        await _pipeline.Stub.Handler.WaitForCancellationsAsync(1);
        Assert.False(other.IsCompleted);
        Assert.Equal(0, _pipeline.Broker.CancelRoute("GET /feed/{id}"));
        _pipeline.Stub.Answer("/other");
        await Wait.ForAsync(other);
        Assert.Equal(2, _pipeline.Stub.Handler.Count);
        await _pipeline.AssertIdleAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CancelRoute_WaitingSend_SyncOrAsync_IsNeverSent(bool sync)
    {
        _pipeline.Broker.Pause();
        var write = _pipeline.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/feed"), sync);
        var read = _pipeline.GetAsync("/feed/1", sync: sync);
        await _pipeline.WaitingAsync(2);

        Assert.Equal(1, _pipeline.Broker.CancelRoute("POST /feed"));
        Assert.Equal(1, _pipeline.Broker.CancelRoute("GET /feed/{id}"));

        await AssertCancelledAsync(write);
        await AssertCancelledAsync(read);
        _pipeline.Broker.Resume();
        await _pipeline.AssertIdleAsync();
        Assert.Equal(0, _pipeline.Stub.Handler.Count);
    }

    [Fact]
    public async Task CancelPartition_EndsThatOnesOnly()
    {
        using var pipeline = new Pipeline(options => options.Partition = _ => "app");
        var anns = pipeline.GetAsync("/me", change: request => request.WithPartition("ann"));
        var bobs = pipeline.GetAsync("/me", change: request => request.WithPartition("bob"));
        await pipeline.Stub.WaitForAsync(2);

        Assert.Equal(1, pipeline.Broker.CancelPartition("ann"));

        await AssertCancelledAsync(anns);
        Assert.Equal(0, pipeline.Broker.CancelPartition("ann"));
        Assert.Equal(1, pipeline.Broker.CancelPartition("app"));
        await AssertCancelledAsync(bobs);
        await pipeline.AssertIdleAsync();
    }

    [Fact]
    public async Task CancelFlight_MidBody_ReadersGetACancellationThatSaysSo()
    {
        using var body = new HeldContent();
        var heads = Enumerable.Range(0, 2).Select(_ => _pipeline.HeadAsync(new HttpRequestMessage(HttpMethod.Get, "/feed/1"))).ToList();
        await _pipeline.CallersAsync(2);
        _pipeline.Stub.Answer("/feed/1", body);
        var responses = await Wait.ForAsync(Task.WhenAll(heads));
        var reads = responses.Select(response => response.Content.ReadAsStringAsync()).ToList();
        var flight = Assert.Single(_pipeline.Broker.GetFlights());

        Assert.True(_pipeline.Broker.CancelFlight(flight.Id));

        foreach (var read in reads) await AssertCancelledAsync(read);
        await Wait.ForAsync(body.Disposed);
        Assert.False(_pipeline.Broker.CancelFlight(flight.Id));
        await _pipeline.AssertIdleAsync();
    }

    [Fact]
    public async Task CancelFlight_ThenTheSameAgain_IsANewFlight()
    {
        var first = _pipeline.GetAsync("/feed/1");
        await _pipeline.Stub.WaitForAsync(1);
        Assert.True(_pipeline.Broker.CancelFlight(_pipeline.Broker.GetFlights()[0].Id));

        var second = _pipeline.GetAsync("/feed/1");
        await _pipeline.Stub.WaitForAsync(2);

        await AssertCancelledAsync(first);
        _pipeline.Stub.Answer("/feed/1"); // the first one's, whom nobody waits for
        _pipeline.Stub.Answer("/feed/1", "second");
        Assert.Equal("second", await Wait.ForAsync(second));
    }

    [Fact]
    public async Task Drain_NothingUnderWay_IsTrueAtOnce()
    {
        Assert.True(await Wait.ForAsync(_pipeline.Broker.DrainAsync(TimeSpan.Zero)));
    }

    [Fact]
    public async Task Drain_WaitsForFlightsTheirBodiesAndTheQueue()
    {
        using var body = new HeldContent();
        var head = _pipeline.HeadAsync(new HttpRequestMessage(HttpMethod.Get, "/a"));
        await _pipeline.Stub.WaitForAsync(1);
        var write = _pipeline.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/b"));
        await _pipeline.Stub.WaitForAsync(2);
        var waits = _pipeline.GetAsync("/c");
        await _pipeline.WaitingAsync(1);
        _pipeline.Stub.Open("/c");
        var drained = _pipeline.Broker.DrainAsync(TimeSpan.FromDays(100)); // more than a timer takes

        _pipeline.Stub.Answer("/b");
        await Wait.ForAsync(Task.WhenAll(write, waits));
        _pipeline.Stub.Answer("/a", body);
        using var response = await Wait.ForAsync(head);
        Assert.False(drained.IsCompleted);
        body.End();
        await Wait.ForAsync(response.Content.ReadAsStringAsync());

        Assert.True(await Wait.ForAsync(drained));
    }

    [Fact]
    public async Task Drain_LimitPasses_IsFalse()
    {
        var call = _pipeline.GetAsync("/a");
        await _pipeline.Stub.WaitForAsync(1);
        var drained = _pipeline.Broker.DrainAsync(TimeSpan.FromSeconds(2));
        _pipeline.Time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(drained.IsCompleted);

        _pipeline.Time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.False(await Wait.ForAsync(drained));
        Assert.False(await Wait.ForAsync(_pipeline.Broker.DrainAsync(TimeSpan.Zero)));
        _pipeline.Stub.Answer("/a");
        await Wait.ForAsync(call); // it was only waited for
    }

    [Fact]
    public async Task Drain_TokenCancelled_Throws()
    {
        var call = _pipeline.GetAsync("/a");
        await _pipeline.Stub.WaitForAsync(1);
        using var cancellation = new CancellationTokenSource();
        var drained = _pipeline.Broker.DrainAsync(Timeout.InfiniteTimeSpan, cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.ForAsync(drained));
        _pipeline.Stub.Answer("/a");
        await Wait.ForAsync(call);
    }

    public void Dispose() => _pipeline.Dispose();

    private static async Task AssertCancelledAsync(Task call)
    {
        var failure = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.ForAsync(call));
        Assert.Contains("through the broker", failure.Message, StringComparison.Ordinal);
    }
}
