using Coalesce.Http.Broker;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Handlers;

public sealed class SupersedingHandlerTests : IDisposable
{
    private readonly Pipeline _pipeline = new(options =>
    {
        options.Routes["GET /search"] = new() { SupersedeBy = "search" };
        options.Routes["GET /first"] = new() { SupersedeBy = "first", SupersedeMode = SupersedeMode.First };
        options.Routes["GET /map/{layer}/{tile}"] = new() { SupersedeBy = "map/{layer}" };
        options.Routes["POST /find"] = new() { SupersedeBy = "find" };
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Newest_NewerComes_OlderEndsAtOnceAndIsCancelledOnTheWire(bool sync)
    {
        var older = _pipeline.GetAsync("/search?q=c", sync: sync);
        await _pipeline.Stub.WaitForAsync(1);

        var newer = _pipeline.GetAsync("/search?q=co", sync: sync);

        await Assert.ThrowsAsync<RequestSupersededException>(() => Wait.ForAsync(older));
        await _pipeline.Stub.Handler.WaitForCancellationsAsync(1);
        await _pipeline.Stub.WaitForAsync(2);
        _pipeline.Stub.Answer("/search?q=co");
        Assert.Equal("/search?q=co", await Wait.ForAsync(newer));
        await _pipeline.AssertIdleAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task First_NewerComes_IsRefusedAtOnceAndTheOlderGoesOn(bool sync)
    {
        var older = _pipeline.GetAsync("/first?q=c", sync: sync);
        await _pipeline.Stub.WaitForAsync(1);

        await Assert.ThrowsAsync<RequestSupersededException>(() => Wait.ForAsync(_pipeline.GetAsync("/first?q=co", sync: sync)));

        _pipeline.Stub.Answer("/first?q=c");
        Assert.Equal("/first?q=c", await Wait.ForAsync(older));
        _pipeline.Stub.Open("/first?q=coa");
        Assert.Equal("/first?q=coa", await Wait.ForAsync(_pipeline.GetAsync("/first?q=coa", sync: sync)));
        Assert.Equal(["/first?q=c", "/first?q=coa"], _pipeline.Stub.Targets);
    }

    [Fact]
    public async Task SameKey_InOneGroup_JoinsAndKillsNobody()
    {
        var calls = Enumerable.Range(0, 5).Select(_ => _pipeline.GetAsync("/search?q=c")).ToList();
        await _pipeline.CallersAsync(5);

        _pipeline.Stub.Answer("/search?q=c");

        Assert.All(await Wait.ForAsync(Task.WhenAll(calls)), answer => Assert.Equal("/search?q=c", answer));
        Assert.Equal(1, _pipeline.Stub.Handler.Count);
    }

    [Fact]
    public async Task Newest_SeveralJoined_AllAreSuperseded()
    {
        var calls = Enumerable.Range(0, 5).Select(_ => _pipeline.GetAsync("/search?q=c")).ToList();
        await _pipeline.CallersAsync(5);
        _pipeline.Stub.Open("/search?q=co");

        await Wait.ForAsync(_pipeline.GetAsync("/search?q=co"));

        foreach (var call in calls) await Assert.ThrowsAsync<RequestSupersededException>(() => Wait.ForAsync(call));
        await _pipeline.Stub.Handler.WaitForCancellationsAsync(1);
    }

    [Fact]
    public async Task Newest_OthersOutsideTheGroupWait_TheOldersFlightGoesOn()
    {
        var older = _pipeline.GetAsync("/search?q=c");
        await _pipeline.Stub.WaitForAsync(1);
        // Another group, the same flight.
        var other = _pipeline.GetAsync("/search?q=c", change: request => request.WithSupersedeBy("another"));
        await _pipeline.CallersAsync(2);
        _pipeline.Stub.Open("/search?q=co");

        await Wait.ForAsync(_pipeline.GetAsync("/search?q=co"));
        await Assert.ThrowsAsync<RequestSupersededException>(() => Wait.ForAsync(older));

        Assert.Equal(0, _pipeline.Stub.Handler.Cancellations);
        _pipeline.Stub.Answer("/search?q=c");
        Assert.Equal("/search?q=c", await Wait.ForAsync(other));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Newest_MidBody_TheStreamThrowsAndTheWireIsLetGo(bool sync)
    {
        using var body = new HeldContent();
        var head = _pipeline.HeadAsync(new HttpRequestMessage(HttpMethod.Get, "/search?q=c"), sync);
        await _pipeline.Stub.WaitForAsync(1);
        _pipeline.Stub.Answer("/search?q=c", body);
        using var response = await Wait.ForAsync(head);
        var stream = await response.Content.ReadAsStreamAsync();
        var read = sync ? Task.Factory.StartNew(() => stream.Read(new byte[8]), TaskCreationOptions.LongRunning) : stream.ReadAsync(new byte[8]).AsTask();
        _pipeline.Stub.Open("/search?q=co");

        await Wait.ForAsync(_pipeline.GetAsync("/search?q=co"));

        await Assert.ThrowsAsync<RequestSupersededException>(() => Wait.ForAsync(read));
        await Assert.ThrowsAsync<RequestSupersededException>(() => stream.ReadAsync(new byte[8]).AsTask());
        await Wait.ForAsync(body.Disposed);
        await _pipeline.AssertIdleAsync();
    }

    [Fact]
    public async Task Newest_MidBodyWithAReaderOutsideTheGroup_ThatOneReadsOn()
    {
        using var body = new HeldContent();
        var head = _pipeline.HeadAsync(new HttpRequestMessage(HttpMethod.Get, "/search?q=c"));
        var otherHead = _pipeline.HeadAsync(new HttpRequestMessage(HttpMethod.Get, "/search?q=c").WithSupersedeBy("another"));
        await _pipeline.CallersAsync(2);
        _pipeline.Stub.Answer("/search?q=c", body);
        using var response = await Wait.ForAsync(head);
        using var other = await Wait.ForAsync(otherHead);
        _pipeline.Stub.Open("/search?q=co");

        await Wait.ForAsync(_pipeline.GetAsync("/search?q=co"));
        await Assert.ThrowsAsync<RequestSupersededException>(() => Wait.ForAsync(response.Content.ReadAsStringAsync()));

        Assert.False(body.Disposed.IsCompleted);
        await body.WriteAsync("whole");
        body.End();
        Assert.Equal("whole", await Wait.ForAsync(other.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Newest_OlderHasEnded_NothingIsSuperseded()
    {
        _pipeline.Stub.Open("/search?q=c");
        var response = await Wait.ForAsync(_pipeline.HeadAsync(new HttpRequestMessage(HttpMethod.Get, "/search?q=c")));
        Assert.Equal("/search?q=c", await response.Content.ReadAsStringAsync());
        _pipeline.Stub.Open("/search?q=co");

        await Wait.ForAsync(_pipeline.GetAsync("/search?q=co"));

        Assert.Equal("/search?q=c", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Template_OtherRouteValues_AreGroupsOfTheirOwn()
    {
        var roads = _pipeline.GetAsync("/map/roads/1");
        var rivers = _pipeline.GetAsync("/map/rivers/1");
        await _pipeline.Stub.WaitForAsync(2);
        _pipeline.Stub.Open("/map/roads/2");

        await Wait.ForAsync(_pipeline.GetAsync("/map/roads/2"));

        await Assert.ThrowsAsync<RequestSupersededException>(() => Wait.ForAsync(roads));
        _pipeline.Stub.Answer("/map/rivers/1");
        Assert.Equal("/map/rivers/1", await Wait.ForAsync(rivers));
    }

    [Theory]
    [InlineData("partition")]
    [InlineData("Authorization")]
    [InlineData("X-Api-Key")]
    [InlineData("Cookie")]
    public async Task Newest_OfOthers_NeverSupersedesTheirs(string by)
    {
        var anns = _pipeline.GetAsync("/search?q=c", change: request => As(request, by, "ann"));
        await _pipeline.Stub.WaitForAsync(1);
        _pipeline.Stub.Open("/search?q=co");

        await Wait.ForAsync(_pipeline.GetAsync("/search?q=co", change: request => As(request, by, "bob")));

        _pipeline.Stub.Answer("/search?q=c");
        Assert.Equal("/search?q=c", await Wait.ForAsync(anns));
    }

    [Fact]
    public async Task Newest_PartitionUnknown_SupersedesNobody()
    {
        using var pipeline = new Pipeline(options =>
        {
            options.Partition = _ => null;
            options.Routes["GET /search"] = new() { SupersedeBy = "search" };
        });
        var first = pipeline.GetAsync("/search?q=c");
        var second = pipeline.GetAsync("/search?q=co");
        await pipeline.Stub.WaitForAsync(2);

        pipeline.Stub.Answer("/search?q=c");
        pipeline.Stub.Answer("/search?q=co");

        await Wait.ForAsync(Task.WhenAll(first, second));
    }

    [Fact]
    public async Task Newest_RequestsWithContent_SupersedeEachOtherThoughEqual()
    {
        HttpRequestMessage Find() => new(HttpMethod.Post, "/find") { Content = new StringContent("same") };
        var older = _pipeline.SendAsync(Find());
        await _pipeline.Stub.WaitForAsync(1);

        var newer = _pipeline.SendAsync(Find());

        await Assert.ThrowsAsync<RequestSupersededException>(() => Wait.ForAsync(older));
        await _pipeline.Stub.WaitForAsync(2);
        _pipeline.Stub.Answer("/find"); // the older's, whom nobody waits for
        _pipeline.Stub.Answer("/find", "newer");
        Assert.Equal("newer", await Wait.ForAsync(newer));
    }

    [Fact]
    public async Task Newest_WhileWaitingForItsTurn_LeavesTheQueueUnsent()
    {
        using var pipeline = new Pipeline(options => options.MaxConcurrency = 1);
        var held = pipeline.GetAsync("/held");
        await pipeline.Stub.WaitForAsync(1);
        List<Task<string>> calls = [];
        for (var letters = 1; letters <= "coalesce".Length; letters++)
            calls.Add(pipeline.GetAsync("/search?q=" + "coalesce"[..letters], change: request => request.WithSupersedeBy("search")));
        pipeline.Stub.Open("/search?q=coalesce");
        foreach (var call in calls[..^1]) await Assert.ThrowsAsync<RequestSupersededException>(() => Wait.ForAsync(call));

        pipeline.Stub.Answer("/held");

        Assert.Equal("/search?q=coalesce", await Wait.ForAsync(calls[^1]));
        Assert.Equal(["/held", "/search?q=coalesce"], pipeline.Stub.Targets);
        await pipeline.AssertIdleAsync();
    }

    public void Dispose() => _pipeline.Dispose();

    private static void As(HttpRequestMessage request, string by, string user)
    {
        if (by == "partition") request.WithPartition(user);
        else request.Headers.TryAddWithoutValidation(by, user);
    }
}
