using System.Net;
using Coalesce.Http.Broker;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Caching;

/// <summary>A write, then a read: never an answer from before the write, nor from a flight that began before it.</summary>
public sealed class WriteTests
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(ForgetScope.Origin, "/posts/1", "/posts/1", true)]
    [InlineData(ForgetScope.Origin, "/posts/1", "/feed", true)]
    [InlineData(ForgetScope.PathPrefix, "/posts/1", "/posts/1/comments?page=2", true)]
    [InlineData(ForgetScope.PathPrefix, "/posts/1", "/posts", false)]
    [InlineData(ForgetScope.PathPrefix, "/posts/1", "/feed", false)]
    [InlineData(ForgetScope.Uri, "/posts/1", "/posts/1?with=comments", true)]
    [InlineData(ForgetScope.Uri, "/posts/1", "/posts/1/comments", false)]
    public async Task Write_EndsTheFreshnessThatARouteGave(ForgetScope scope, string written, string read, bool ends)
    {
        using var chain = Chain(configure: options => options.ForgetOn = scope);
        await chain.GetAsync(read);
        Assert.Equal("hit", await chain.HowAsync(read));

        (await chain.SendAsync(HttpMethod.Post, written)).Dispose();

        Assert.Equal(ends ? "miss" : "hit", (await chain.HowAsync(read)).Replace("stale", "miss", StringComparison.Ordinal));
        Assert.Equal("hit", await chain.HowAsync(read)); // what came after it is fresh again
    }

    [Fact]
    public async Task Write_OfAnotherPartitionOrOrigin_EndsNone()
    {
        using var chain = Chain(configure: options => options.Partition = request => request.Headers.TryGetValues("X-User", out var user) ? user.Single() : "");
        await chain.GetAsync("/feed", "X-User: a");

        (await chain.SendAsync(HttpMethod.Post, "/like", "X-User: b")).Dispose();
        (await chain.SendAsync(HttpMethod.Post, "http://other/like", "X-User: a")).Dispose();
        Assert.Equal("hit", await chain.HowAsync("/feed", "X-User: a"));

        // Of the very path, whoever writes it.
        (await chain.SendAsync(HttpMethod.Post, "/feed", "X-User: b")).Dispose();
        Assert.NotEqual("hit", await chain.HowAsync("/feed", "X-User: a"));
    }

    [Fact]
    public async Task Write_OfARouteThatForgetsNothing_EndsNone()
    {
        using var chain = Chain(configure: options => options.Routes["POST /telemetry"] = new RouteOptions { Forgets = false });
        await chain.GetAsync("/feed");

        (await chain.SendAsync(HttpMethod.Post, "/telemetry")).Dispose();

        Assert.Equal("hit", await chain.HowAsync("/feed"));
    }

    [Fact]
    public async Task Read_UnderWayWhenAWriteBegins_IsNotAnsweredToOthersAfterIt()
    {
        using var chain = Chain();
        var head = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        chain.Head = head.Task;
        var read = chain.GetAsync("/feed");
        await Wait.UntilAsync(() => chain.Sent == 1);
        chain.Head = null;
        (await chain.SendAsync(HttpMethod.Post, "/like")).Dispose();

        head.SetResult(CacheChain.Response("from before"));

        Assert.Equal("from before", (await read).Body);
        Assert.NotEqual("from before", (await chain.GetAsync("/feed")).Body);
    }

    [Fact]
    public async Task Read_WhileAWriteIsUnderWay_IsNotAnsweredToOthersAfterIt()
    {
        using var chain = Chain();
        var head = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        chain.Head = head.Task;
        var write = chain.SendAsync(HttpMethod.Post, "/like");
        await Wait.UntilAsync(() => chain.Sent == 1);
        chain.Head = null;
        await chain.GetAsync("/feed"); // before or after the write, nobody knows

        head.SetResult(new HttpResponseMessage());
        (await write).Dispose();

        Assert.NotEqual("hit", await chain.HowAsync("/feed"));
    }

    [Theory]
    [InlineData("query { a }", "hit")]
    [InlineData("mutation { a }", "miss")]
    public async Task Post_OfARouteThatReads_EndsNoneWhereItReads(string document, string then)
    {
        using var chain = Chain(configure: options => options.Routes["POST /graphql"] = new RouteOptions { CoalesceBody = true });
        await chain.GetAsync("/feed");
        await chain.GetAsync("/graphql");

        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = new StringContent($$"""{ "query": "{{document}}" }""", System.Text.Encoding.UTF8, "application/json") };
        (await Wait.ForAsync(chain.Client.SendAsync(request))).Dispose();

        Assert.Equal([then, then], [(await chain.HowAsync("/feed")).Replace("stale", "miss", StringComparison.Ordinal), await chain.HowAsync("/graphql")]);
    }

    [Fact]
    public async Task Replay_ThatReachesNobody_EndsNone()
    {
        var (isDown, tries) = (false, 0);
        using var chain = Chain(request =>
        {
            if (!isDown || request.Method == HttpMethod.Get) return null;
            Interlocked.Increment(ref tries);
            throw new HttpRequestException(HttpRequestError.ConnectionError);
        }, options =>
        {
            options.OutboxStore = new InMemoryOutboxStore();
            options.Routes["POST /like"] = new RouteOptions { Queue = QueueWhen.Down };
            options.Routes["GET /{**any}"] = new RouteOptions { FreshFor = TimeSpan.FromDays(1) };
        });
        isDown = true;
        using (var queued = await chain.SendAsync(HttpMethod.Post, "/like")) Assert.Equal(HttpStatusCode.Accepted, queued.StatusCode);
        await chain.GetAsync("/feed"); // after the like was handed over

        await Wait.UntilAsync(() =>
        {
            chain.Time.Advance(TimeSpan.FromMilliseconds(100));
            return Volatile.Read(ref tries) >= 4;
        });

        Assert.Equal("hit", await chain.HowAsync("/feed"));
    }

    [Fact]
    public async Task Write_ThatIsQueued_TakesNoKeptPageAway()
    {
        var isDown = false;
        using var chain = Chain(_ => isDown ? throw new HttpRequestException(HttpRequestError.ConnectionError) : null, options =>
        {
            options.OutboxStore = new InMemoryOutboxStore();
            options.Routes["POST /feed"] = new RouteOptions { Queue = QueueWhen.Down };
        });
        var page = (await chain.GetAsync("/feed")).Body;
        isDown = true;

        using (var queued = await chain.SendAsync(HttpMethod.Post, "/feed")) Assert.Equal(HttpStatusCode.Accepted, queued.StatusCode);

        Assert.Equal((HttpStatusCode.OK, page, "Coalesce; fwd=stale; detail=unreachable"), await chain.GetAsync("/feed"));
        Assert.Equal((HttpStatusCode.OK, page, "Coalesce; fwd=stale; detail=unreachable"), await chain.GetAsync("/feed"));
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, "miss")]
    [InlineData(HttpStatusCode.Found, "miss")]
    [InlineData(HttpStatusCode.BadRequest, "hit")]
    [InlineData(HttpStatusCode.InternalServerError, "hit")]
    public async Task Write_ToTheUriItself_TakesItAwayWhereItSucceeds(HttpStatusCode status, string then)
    {
        using var chain = new CacheChain(request => request.Method == HttpMethod.Get ? CacheChain.Response("x", "Cache-Control: max-age=60") : new HttpResponseMessage(status));
        await chain.GetAsync("/a");

        (await chain.SendAsync(HttpMethod.Put, "/a")).Dispose();

        Assert.Equal(then, await chain.HowAsync("/a"));
    }

    [Fact]
    public async Task Write_ThatNamesOthers_TakesThoseOfItsOriginAway()
    {
        using var chain = new CacheChain(request => request.Method == HttpMethod.Get
            ? CacheChain.Response("x", "Cache-Control: max-age=60") : CacheChain.Response("", "Location: /made", "Content-Location: http://stub/at?1", "Cache-Control: no-store"));
        string[] paths = ["/made", "/at?1", "/at", "http://other/made"];
        foreach (var path in paths) await chain.GetAsync(path);

        (await chain.SendAsync(HttpMethod.Post, "/")).Dispose();

        Assert.Equal(["miss", "miss", "hit", "hit"], [await chain.HowAsync(paths[0]), await chain.HowAsync(paths[1]), await chain.HowAsync(paths[2]), await chain.HowAsync(paths[3])]);
    }

    /// <summary>Each answer has a body of its own, and is fresh by its route.</summary>
    private static CacheChain Chain(Func<HttpRequestMessage, HttpResponseMessage?>? answer = null, Action<CoalescingOptions>? configure = null)
    {
        var count = 0;
        return new CacheChain(request => answer?.Invoke(request) ?? CacheChain.Response($"{Interlocked.Increment(ref count)}"), options =>
        {
            options.Routes["GET /{**any}"] = new RouteOptions { FreshFor = FreshFor };
            configure?.Invoke(options);
        });
    }
}
