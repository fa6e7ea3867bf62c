using Coalesce.Http.Broker;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Caching;

/// <summary>Every member of <see cref="IRequestCache"/>.</summary>
public sealed class CacheSteeringTests
{
    [Fact]
    public async Task Invalidate_AUri_ConcernsItAloneAndWhoeverAsks()
    {
        using var chain = new CacheChain(_ => CacheChain.Response("x", "Cache-Control: max-age=60"));
        await chain.GetAsync("/a?1");
        await chain.GetAsync("/a?1", "Authorization: Bearer b");
        await chain.GetAsync("/a?2");

        await chain.Cache.InvalidateAsync(new Uri("http://stub/a?1#fragment"));

        Assert.Equal(["miss", "miss", "hit"], [await chain.HowAsync("/a?1"), await chain.HowAsync("/a?1", "Authorization: Bearer b"), await chain.HowAsync("/a?2")]);
        await Assert.ThrowsAsync<ArgumentException>(() => chain.Cache.InvalidateAsync(new Uri("/a", UriKind.Relative)));
    }

    [Fact]
    public async Task Invalidate_ARouteOrATag_ConcernsAllThatHaveIt()
    {
        using var chain = new CacheChain(_ => CacheChain.Response("x", "Cache-Control: max-age=60"), options =>
        {
            options.Routes["GET /posts/{id}"] = new RouteOptions { Tags = { "post/{id}", "posts" } };
            options.Routes["GET /posts/{id}/comments"] = new RouteOptions { Tags = { "post/{id}" } };
        });
        string[] paths = ["/posts/1", "/posts/2", "/posts/1/comments", "/me"];
        async Task<string[]> HowAsync() => [await chain.HowAsync(paths[0]), await chain.HowAsync(paths[1]), await chain.HowAsync(paths[2]), await chain.HowAsync(paths[3])];
        await HowAsync();

        await chain.Cache.InvalidateTagAsync("post/1");
        Assert.Equal(["miss", "hit", "miss", "hit"], await HowAsync());
        await chain.Cache.InvalidateTagAsync("posts");
        Assert.Equal(["miss", "miss", "hit", "hit"], await HowAsync());
        await chain.Cache.InvalidateRouteAsync("GET /posts/{id}/comments");
        Assert.Equal(["hit", "hit", "miss", "hit"], await HowAsync());
    }

    [Fact]
    public async Task Clear_OfAPartition_LeavesTheOthers()
    {
        using var chain = new CacheChain(_ => CacheChain.Response("x", "Cache-Control: max-age=60"), options => options.Partition = request => request.Headers.GetValues("X-User").Single());
        await chain.GetAsync("/", "X-User: a");
        await chain.GetAsync("/", "X-User: b");

        await chain.Cache.ClearAsync("a");
        Assert.Equal(["miss", "hit"], [await chain.HowAsync("/", "X-User: a"), await chain.HowAsync("/", "X-User: b")]);

        await chain.Cache.ClearAsync();
        Assert.Equal(["miss", "miss"], [await chain.HowAsync("/", "X-User: a"), await chain.HowAsync("/", "X-User: b")]);
    }

    [Fact]
    public async Task Invalidate_WhileAFlightIsUnderWay_ConcernsWhatItBrings()
    {
        var head = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var chain = new CacheChain(_ => CacheChain.Response("new", "Cache-Control: max-age=60")) { Head = head.Task };
        var flight = chain.GetAsync();
        await Wait.UntilAsync(() => chain.Sent == 1);

        await chain.Cache.InvalidateAsync(new Uri("http://stub/"));
        chain.Head = null;
        head.SetResult(CacheChain.Response("old", "Cache-Control: max-age=60"));

        Assert.Equal("old", (await flight).Body); // who asked before
        Assert.Equal("new", (await chain.GetAsync()).Body);
    }

    [Fact]
    public async Task Counts_TellWhatWasDone()
    {
        using var chain = new CacheChain(request => request.Headers.Contains("If-None-Match") ? CacheChain.NotModified("\"1\"") : CacheChain.Response("x", "Cache-Control: max-age=10", "ETag: \"1\""));
        await chain.GetAsync();
        await chain.GetAsync();
        chain.Time.Advance(TimeSpan.FromSeconds(11));
        await chain.GetAsync();
        chain.Time.Advance(TimeSpan.FromSeconds(11));
        await chain.GetAsync("/", "Cache-Control: max-stale");

        Assert.Equal(new CacheCounts(Hits: 2, Misses: 2, Stale: 1, Revalidations: 1), chain.Cache.GetCounts());
    }

    [Fact]
    public void Cache_OfAClientThatKeepsNone_SaysSo()
    {
        using var chain = new CacheChain(configure: options => options.Cache.Enabled = false);

        Assert.Contains("Cache.Enabled", Assert.Throws<InvalidOperationException>(() => chain.Cache).Message, StringComparison.Ordinal);
    }
}
