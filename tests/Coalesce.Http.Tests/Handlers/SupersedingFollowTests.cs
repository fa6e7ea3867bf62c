using Coalesce.Http.Broker;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Handlers;

public sealed class SupersedingFollowTests : IDisposable
{
    private readonly Pipeline _pipeline = New();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Follow_NewerWithAnotherUri_BothGetTheNewersAnswer(bool sync)
    {
        var older = _pipeline.GetAsync("/search?q=c", sync: sync);
        await _pipeline.Stub.WaitForAsync(1);
        var newer = _pipeline.GetAsync("/search?q=co", sync: sync);
        await _pipeline.Stub.Handler.WaitForCancellationsAsync(1);
        await Wait.UntilAsync(() => _pipeline.Broker.GetFlights() is [{ Callers: 2 }]);

        _pipeline.Stub.Answer("/search?q=co");

        Assert.Equal("/search?q=co", await Wait.ForAsync(older));
        Assert.Equal("/search?q=co", await Wait.ForAsync(newer));
        Assert.Equal(["/search?q=c", "/search?q=co"], _pipeline.Stub.Targets);
        await _pipeline.AssertIdleAsync();
    }

    [Fact]
    public async Task Follow_Followed_TheResponseSaysWhereItCameFrom()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/search?q=c");
        var older = _pipeline.HeadAsync(request);
        await _pipeline.Stub.WaitForAsync(1);
        var newer = _pipeline.GetAsync("/search?q=co");
        await Wait.UntilAsync(() => _pipeline.Broker.GetFlights() is [{ Callers: 2 }]);
        _pipeline.Stub.Answer("/search?q=co");

        using var response = await Wait.ForAsync(older);
        await Wait.ForAsync(newer);

        Assert.Same(request, response.RequestMessage);
        Assert.Equal("?q=co", request.RequestUri!.Query);
    }

    [Fact]
    public async Task Follow_AChainOfLetters_EveryoneGetsTheLastAnswer()
    {
        // At once: those who follow meet letters that are newer than the one they were told of.
        for (var round = 0; round < 50; round++)
        {
            using var pipeline = New();
            string[] typed = ["/search?q=c", "/search?q=co", "/search?q=coa", "/search?q=coal", "/search?q=coale"];
            var calls = typed.Select(target => pipeline.GetAsync(target)).ToList();
            await Wait.UntilAsync(() => pipeline.Broker.GetFlights() is [{ Callers: 5 }], $"all to follow in round {round}");

            pipeline.Stub.Answer("/search?q=coale");

            Assert.All(await Wait.ForAsync(Task.WhenAll(calls)), answer => Assert.Equal("/search?q=coale", answer));
            await pipeline.AssertIdleAsync();
        }
    }

    [Fact]
    public async Task Follow_ALetterTakenBack_EveryoneGetsTheLastAnswer()
    {
        string[] typed = ["/search?q=c", "/search?q=co", "/search?q=c"];
        var calls = typed.Select(target => _pipeline.GetAsync(target)).ToList();
        await Wait.UntilAsync(() => _pipeline.Broker.GetFlights() is [{ Callers: 3 }]);
        // The first one's request may have been cancelled and sent anew, or not.
        await Wait.UntilAsync(() =>
        {
            while (_pipeline.Stub.HeldFor("/search?q=c") > 0) _pipeline.Stub.Answer("/search?q=c");
            return calls.TrueForAll(call => call.IsCompleted);
        });

        Assert.All(await Wait.ForAsync(Task.WhenAll(calls)), answer => Assert.Equal("/search?q=c", answer));
    }

    [Fact]
    public async Task Follow_TheNewestHasEndedAlready_GetsItsAnswer()
    {
        // The last letter is answered at once, and is over before any of those it superseded has looked for it.
        for (var round = 0; round < 50; round++)
        {
            using var pipeline = New();
            pipeline.Stub.Open("/search?q=coal");
            var calls = Enumerable.Range(1, 4).Select(letters => pipeline.GetAsync("/search?q=" + "coal"[..letters])).ToList();

            Assert.All(await Wait.ForAsync(Task.WhenAll(calls)), answer => Assert.Equal("/search?q=coal", answer));
        }
    }

    [Fact]
    public async Task Follow_OtherHeaders_TheOlderIsSuperseded()
    {
        var older = _pipeline.GetAsync("/search?q=c", change: request => request.Headers.Add("Accept", "text/html"));
        await _pipeline.Stub.WaitForAsync(1);
        _pipeline.Stub.Open("/search?q=co");

        var newer = _pipeline.GetAsync("/search?q=co", change: request => request.Headers.Add("Accept", "text/plain"));

        await Assert.ThrowsAsync<RequestSupersededException>(() => Wait.ForAsync(older));
        Assert.Equal("/search?q=co", await Wait.ForAsync(newer));
    }

    [Fact]
    public async Task Follow_ThenOneWithOtherHeaders_AllBeforeItAreSuperseded()
    {
        var first = _pipeline.GetAsync("/search?q=c");
        var second = _pipeline.GetAsync("/search?q=co");
        await Wait.UntilAsync(() => _pipeline.Broker.GetFlights() is [{ Callers: 2 }]);
        _pipeline.Stub.Open("/search?q=coa");

        var third = _pipeline.GetAsync("/search?q=coa", change: request => request.Headers.Add("Accept", "text/plain"));

        await Assert.ThrowsAsync<RequestSupersededException>(() => Wait.ForAsync(first));
        await Assert.ThrowsAsync<RequestSupersededException>(() => Wait.ForAsync(second));
        Assert.Equal("/search?q=coa", await Wait.ForAsync(third));
    }

    [Fact]
    public async Task Follow_OlderHasItsHead_KeepsItsOwnAnswer()
    {
        using var body = new HeldContent();
        var older = _pipeline.HeadAsync(new HttpRequestMessage(HttpMethod.Get, "/search?q=c"));
        await _pipeline.Stub.WaitForAsync(1);
        _pipeline.Stub.Answer("/search?q=c", body);
        using var response = await Wait.ForAsync(older);
        _pipeline.Stub.Open("/search?q=co");

        Assert.Equal("/search?q=co", await Wait.ForAsync(_pipeline.GetAsync("/search?q=co")));

        await body.WriteAsync("the older's");
        body.End();
        Assert.Equal("the older's", await Wait.ForAsync(response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Follow_HeadRacesTheNewer_OlderGetsOneOfBothAnswersWhole()
    {
        for (var round = 0; round < 200; round++)
        {
            using var pipeline = New();
            pipeline.Stub.Open("/search?q=co");
            var older = pipeline.GetAsync("/search?q=c");
            await pipeline.Stub.WaitForAsync(1);

            var head = Task.Run(() => pipeline.Stub.Answer("/search?q=c"));
            var newer = pipeline.GetAsync("/search?q=co");

            Assert.Contains(await Wait.ForAsync(older), (string[])["/search?q=c", "/search?q=co"]);
            Assert.Equal("/search?q=co", await Wait.ForAsync(newer));
            await Wait.ForAsync(head);
            await pipeline.AssertIdleAsync();
        }
    }

    [Fact]
    public async Task Follow_WithDebounce_NothingIsSentBeforeThereWasQuiet()
    {
        using var pipeline = New(TimeSpan.FromMilliseconds(100));
        List<Task<string>> calls = [];
        foreach (var letters in (string[])["c", "co", "coa"])
        {
            calls.Add(pipeline.GetAsync("/search?q=" + letters));
            pipeline.Time.Advance(TimeSpan.FromMilliseconds(60));
        }
        // All three wait for quiet now: the older ones for the last one's.
        Assert.Equal(0, pipeline.Stub.Handler.Count);

        await pipeline.AdvanceUntilAsync(TimeSpan.FromMilliseconds(20), () => pipeline.Stub.Handler.Count > 0);
        await pipeline.AdvanceUntilAsync(TimeSpan.FromMilliseconds(20), () => pipeline.Broker.GetFlights() is [{ Callers: 3 }]);
        pipeline.Stub.Answer("/search?q=coa");

        Assert.All(await Wait.ForAsync(Task.WhenAll(calls)), answer => Assert.Equal("/search?q=coa", answer));
        Assert.Equal(["/search?q=coa"], pipeline.Stub.Targets);
    }

    public void Dispose() => _pipeline.Dispose();

    private static Pipeline New(TimeSpan debounce = default) => new(options => options.Routes["GET /search"] = new()
    {
        SupersedeBy = "search",
        SupersedeMode = SupersedeMode.Follow,
        Debounce = debounce,
    });
}
