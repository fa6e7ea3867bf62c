using Coalesce.Http.Broker;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Caching;

/// <summary>Writes of which nobody knows whether they were carried out, those that are carried out later, and those that go another way: a read after one is never answered from before it.</summary>
public sealed class LateWriteTests
{
    private const string Fresh = "Cache-Control: max-age=1000";

    [Fact]
    public async Task Write_WhoseCallerLeft_MakesStaleWhatItsOriginCallsFresh()
    {
        using var chain = new CacheChain(_ => CacheChain.Response("before", Fresh));
        await chain.GetAsync("/a");
        using var leaving = new CancellationTokenSource();
        var head = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var left = leaving.Token.UnsafeRegister(_ => head.TrySetCanceled(leaving.Token), null);
        chain.Head = head.Task;
        var write = chain.Client.PutAsync("/a", new StringContent("after"), leaving.Token);
        await Wait.UntilAsync(() => chain.Sent == 2);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.ForAsync(write));
        chain.Head = null;
        chain.Answer = _ => CacheChain.Response("after", Fresh);

        Assert.Equal("after", (await chain.GetAsync("/a")).Body);
    }

    [Fact]
    public async Task Write_ThatFailedOnItsWay_MakesStaleWhatItsOriginCallsFresh()
    {
        using var chain = new CacheChain(_ => CacheChain.Response("before", Fresh));
        await chain.GetAsync("/a");
        chain.Answer = _ => throw new HttpRequestException(HttpRequestError.ResponseEnded);
        await Assert.ThrowsAsync<HttpRequestException>(() => chain.SendAsync(HttpMethod.Put, "/a"));
        chain.Answer = _ => CacheChain.Response("after", Fresh);

        Assert.Equal("after", (await chain.GetAsync("/a")).Body);
    }

    [Fact]
    public async Task Read_UnderWayWhenAWriteElsewhereBegins_DoesNotFillTheCacheWithWhatItsOriginCallsFresh()
    {
        using var chain = new CacheChain(_ => CacheChain.Response("after", Fresh));
        var head = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        chain.Head = head.Task;
        var read = chain.GetAsync("/feed");
        await Wait.UntilAsync(() => chain.Sent == 1);
        chain.Head = null;
        (await chain.SendAsync(HttpMethod.Post, "/like")).Dispose();
        head.SetResult(CacheChain.Response("before", Fresh));

        Assert.Equal("before", (await read).Body);
        Assert.Equal("after", (await chain.GetAsync("/feed")).Body);
    }

    [Fact]
    public async Task Replay_ThatSucceeded_TakesAwayWhatItsOriginCallsFresh()
    {
        var isDown = true;
        var body = "before";
        using var chain = new CacheChain(configure: options =>
        {
            options.OutboxStore = new InMemoryOutboxStore();
            options.Routes["PUT /a"] = new RouteOptions { Queue = QueueWhen.Down };
        });
        chain.Answer = request => request.Method == HttpMethod.Get ? CacheChain.Response(body, Fresh)
            : isDown ? throw new HttpRequestException(HttpRequestError.ConnectionError) : new HttpResponseMessage();
        await chain.GetAsync("/a");
        using var queued = await chain.SendAsync(HttpMethod.Put, "/a");
        Assert.True(queued.TryGetReceipt(out var receipt));
        body = "between";
        await chain.GetAsync("/a");
        Assert.Equal("hit", await chain.HowAsync("/a"));
        (isDown, body) = (false, "after");
        await Wait.UntilAsync(() =>
        {
            chain.Time.Advance(TimeSpan.FromMilliseconds(100));
            return receipt.Completion.IsCompleted;
        });

        Assert.Equal("after", (await chain.GetAsync("/a")).Body);
    }

    [Fact]
    public async Task Write_ThatWasRedirectedWithItsMethod_TakesAwayWhatItWasSentTo()
    {
        using var chain = new CacheChain(_ => CacheChain.Response("before", Fresh));
        await chain.GetAsync("/moved");
        await chain.GetAsync("/made");
        await chain.GetAsync("/in/made");
        chain.Answer = request =>
        {
            if (request.Method == HttpMethod.Get) return CacheChain.Response("after", Fresh);
            request.RequestUri = new Uri("http://stub/in/moved"); // as .NET's handlers do that follow a 307
            return CacheChain.Response("", "Location: made");
        };
        await chain.GetAsync("/in/moved");
        (await chain.SendAsync(HttpMethod.Post, "/moved")).Dispose();

        Assert.Equal(["miss", "miss", "miss", "hit"], [await chain.HowAsync("/moved"), await chain.HowAsync("/in/moved"), await chain.HowAsync("/in/made"), await chain.HowAsync("/made")]);
    }

    [Theory]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, true)]
    public async Task Write_ThatGoesAroundTheBroker_IsSeen(bool withoutCoalescing, bool withoutCache, bool isSynchronous)
    {
        using var chain = new CacheChain(_ => CacheChain.Response("x", Fresh), options => options.Routes["GET /feed"] = new RouteOptions { FreshFor = TimeSpan.FromHours(1) });
        await chain.GetAsync("/a");
        await chain.GetAsync("/feed");
        using var write = new HttpRequestMessage(HttpMethod.Post, "/a");
        if (withoutCoalescing) write.WithoutCoalescing();
        if (withoutCache) write.WithoutCache();
        (isSynchronous ? chain.Client.Send(write) : await Wait.ForAsync(chain.Client.SendAsync(write))).Dispose();

        Assert.Equal(["miss", "stale"], [await chain.HowAsync("/a"), await chain.HowAsync("/feed")]);
    }
}
