using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests;

public sealed class CoalescingPipelineTests
{
    [Fact]
    public void Create_NoHandler_Throws()
    {
        Assert.Throws<ArgumentNullException>(() => CoalescingPipeline.Create(null!));
    }

    [Fact]
    public void Create_WithoutOptions_HasABrokerOfItsOwn()
    {
        using var one = CoalescingPipeline.Create(new StubHandler());
        using var two = CoalescingPipeline.Create(new StubHandler());

        Assert.NotSame(one.Broker, two.Broker);
        Assert.Empty(one.Broker.GetFlights());
        Assert.Empty(one.Broker.GetWaiting());
        Assert.False(one.Broker.IsPaused);
    }

    [Fact]
    public void Dispose_OfTheClient_DisposesTheInnerHandler()
    {
        var stub = new StubHandler();

        new HttpClient(CoalescingPipeline.Create(stub)).Dispose();

        Assert.True(stub.IsDisposed);
    }

    [Fact]
    public async Task Dispose_FlightUnderWay_EndsItsCallersAndCancelsTheWire()
    {
        var stub = new StubHandler(async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            return new HttpResponseMessage();
        });
        var pipeline = CoalescingPipeline.Create(stub);
        // An invoker, unlike HttpClient, does not end its own callers.
        using var invoker = new HttpMessageInvoker(pipeline, disposeHandler: false);
        var call = invoker.SendAsync(new HttpRequestMessage(HttpMethod.Get, "http://stub/"), CancellationToken.None);
        await stub.WaitForRequestsAsync(1);

        pipeline.Dispose();

        await stub.WaitForCancellationsAsync(1);
        await Assert.ThrowsAnyAsync<Exception>(() => Wait.ForAsync(call));
    }

    [Fact]
    public async Task Create_HandlerWithHandlersOfItsOwn_RunsThemInOrder()
    {
        var stub = new StubHandler();
        var inner = new Wrapping.HeaderHandler("X-Order", () => "inner") { InnerHandler = stub };
        var outer = new Wrapping.HeaderHandler("X-Order", () => "outer") { InnerHandler = inner };
        using var client = new HttpClient(CoalescingPipeline.Create(outer));

        await client.GetStringAsync("http://stub/");

        Assert.Equal("outer, inner", stub.Requests[0].Header("X-Order"));
    }

    [Fact]
    public async Task Send_RequestWithOptionsAndHeaders_IsLeftAsTheCallerMadeIt()
    {
        var stub = new StubHandler();
        var inner = new Wrapping.HeaderHandler("X-Inner", () => "1") { InnerHandler = stub };
        using var client = new HttpClient(CoalescingPipeline.Create(inner));
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://stub/");
        request.Headers.Add("X-Mine", "1");

        using var response = await client.SendAsync(request);

        Assert.Equal("1", stub.Requests[0].Header("X-Inner"));
        Assert.Equal(["X-Mine"], request.Headers.Select(header => header.Key));
    }
}
