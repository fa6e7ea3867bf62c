using System.Net;

namespace Coalesce.Http.Tests.Caching;

/// <summary>The ways of a request through the cache, one by one. The rules in full are in the conformance tests.</summary>
public sealed class CachingTests
{
    [Fact]
    public async Task Get_WhileFresh_IsNotSentAgain()
    {
        using var chain = new CacheChain(_ => CacheChain.Response("one", "Cache-Control: max-age=60", "X-Own: 1"));
        var first = await chain.GetAsync();
        chain.Time.Advance(TimeSpan.FromSeconds(20));

        using var response = await chain.SendAsync(HttpMethod.Get);

        Assert.Equal((HttpStatusCode.OK, "one", "Coalesce; fwd=miss"), first);
        Assert.Equal(1, chain.Sent);
        Assert.Equal("one", await response.Content.ReadAsStringAsync());
        Assert.Equal(("20", "1", "Coalesce; hit; ttl=40"), (response.Headers.GetValues("Age").Single(), response.Headers.GetValues("X-Own").Single(), response.Headers.GetValues("Cache-Status").Single()));
        Assert.Equal(("text/plain", 3), (response.Content.Headers.ContentType!.MediaType, response.Content.Headers.ContentLength));
        Assert.Equal(chain.Client.BaseAddress, response.RequestMessage!.RequestUri);

        chain.Time.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal("one", (await chain.GetAsync()).Body);
        Assert.Equal(2, chain.Sent);
    }

    [Fact]
    public async Task Get_OfWhatSaysNothing_IsSentAgain()
    {
        using var chain = new CacheChain(_ => CacheChain.Response("one"));

        for (var i = 0; i < 3; i++) Assert.Equal("Coalesce; fwd=miss", (await chain.GetAsync()).CacheStatus);

        Assert.Equal(3, chain.Sent);
    }

    [Fact]
    public async Task Get_StaleWithATag_IsAskedAboutAndGivenWhole()
    {
        using var chain = new CacheChain(request => request.Headers.Contains("If-None-Match")
            ? new HttpResponseMessage(HttpStatusCode.NotModified) { Headers = { { "ETag", "\"1\"" }, { "Cache-Control", "max-age=10" }, { "X-New", "yes" } } }
            : CacheChain.Response("one", "Cache-Control: max-age=10", "ETag: \"1\"", "X-Old: yes"));
        await chain.GetAsync();
        chain.Time.Advance(TimeSpan.FromSeconds(10));

        using var response = await chain.SendAsync(HttpMethod.Get);

        Assert.Equal((HttpStatusCode.OK, "one"), (response.StatusCode, await response.Content.ReadAsStringAsync()));
        Assert.Equal("Coalesce; fwd=stale; fwd-status=304", response.Headers.GetValues("Cache-Status").Single());
        Assert.Equal(("yes", "yes"), (response.Headers.GetValues("X-New").Single(), response.Headers.GetValues("X-Old").Single()));
        Assert.False(response.RequestMessage!.Headers.Contains("If-None-Match")); // the caller's request is as it was

        Assert.Equal((HttpStatusCode.OK, "one", "Coalesce; hit; ttl=10"), await chain.GetAsync());
        Assert.Equal(2, chain.Sent);
    }

    [Fact]
    public async Task Get_StaleAndChanged_IsTheNewOne()
    {
        var body = "one";
        using var chain = new CacheChain(_ => CacheChain.Response(body, "Cache-Control: max-age=10", $"ETag: \"{body}\""));
        await chain.GetAsync();
        chain.Time.Advance(TimeSpan.FromSeconds(11));
        body = "two";

        Assert.Equal((HttpStatusCode.OK, "two", "Coalesce; fwd=stale; fwd-status=200"), await chain.GetAsync());
        Assert.Equal((HttpStatusCode.OK, "two", "Coalesce; hit; ttl=10"), await chain.GetAsync());
    }

    [Fact]
    public async Task Get_WithinStaleWhileRevalidate_IsAnsweredAndAskedBeside()
    {
        var body = "one";
        using var chain = new CacheChain(_ => CacheChain.Response(body, "Cache-Control: max-age=10, stale-while-revalidate=30"));
        await chain.GetAsync();
        chain.Time.Advance(TimeSpan.FromSeconds(15));
        body = "two";

        Assert.Equal((HttpStatusCode.OK, "one", "Coalesce; hit; ttl=-5"), await chain.GetAsync());
        await Coalesce.Http.Testing.Wait.UntilAsync(() => chain.GetAsync().Result.Body == "two");
        Assert.Equal(2, chain.Sent);
    }

    [Fact]
    public async Task Get_TheServerIsDown_IsAnsweredStaleWhereNothingForbidsIt()
    {
        using var chain = new CacheChain(request => CacheChain.Response("one", request.RequestUri!.AbsolutePath == "/strict" ? "Cache-Control: max-age=10, must-revalidate" : "Cache-Control: max-age=10"));
        await chain.GetAsync("/loose");
        await chain.GetAsync("/strict");
        chain.Time.Advance(TimeSpan.FromSeconds(100));
        chain.Answer = _ => throw new HttpRequestException(HttpRequestError.ConnectionError);

        Assert.Equal((HttpStatusCode.OK, "one", "Coalesce; fwd=stale; detail=unreachable"), await chain.GetAsync("/loose"));
        await Assert.ThrowsAsync<HttpRequestException>(() => chain.GetAsync("/strict"));
        await Assert.ThrowsAsync<HttpRequestException>(() => chain.GetAsync("/loose", "Cache-Control: no-cache"));
    }

    [Fact]
    public async Task Get_StaleWithATagAndTheServerIsDown_IsTheWholeAnswer()
    {
        using var chain = new CacheChain(_ => CacheChain.Response("one", "Cache-Control: max-age=10", "ETag: \"1\""));
        await chain.GetAsync();
        chain.Time.Advance(TimeSpan.FromSeconds(100));
        chain.Answer = _ => throw new HttpRequestException(HttpRequestError.ConnectionError);

        Assert.Equal((HttpStatusCode.OK, "one", "Coalesce; fwd=stale; detail=unreachable"), await chain.GetAsync());
    }

    [Fact]
    public async Task Get_TheServerFails_IsAnsweredStaleWhereItAllowsIt()
    {
        using var chain = new CacheChain(request => CacheChain.Response("one", request.RequestUri!.AbsolutePath == "/allowed" ? "Cache-Control: max-age=10, stale-if-error=60" : "Cache-Control: max-age=10"));
        await chain.GetAsync("/allowed");
        await chain.GetAsync("/other");
        chain.Time.Advance(TimeSpan.FromSeconds(50));
        chain.Answer = _ => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);

        Assert.Equal((HttpStatusCode.OK, "one", "Coalesce; fwd=stale; fwd-status=503; detail=stale-if-error"), await chain.GetAsync("/allowed"));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "", "Coalesce; fwd=stale; fwd-status=503"), await chain.GetAsync("/other"));
        chain.Time.Advance(TimeSpan.FromSeconds(21));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await chain.GetAsync("/allowed")).Status);
    }

    [Fact]
    public async Task Get_AfterAWriteToIt_IsSentAgain()
    {
        using var chain = new CacheChain(_ => CacheChain.Response("one", "Cache-Control: max-age=1000"));
        await chain.GetAsync("/a");
        await chain.GetAsync("/b");

        (await chain.SendAsync(HttpMethod.Delete, "/a")).Dispose();

        Assert.Equal("Coalesce; fwd=miss", (await chain.GetAsync("/a")).CacheStatus);
        Assert.Equal("Coalesce; hit; ttl=1000", (await chain.GetAsync("/b")).CacheStatus); // the origin says that it is fresh
    }

    [Fact]
    public async Task Get_FreshByItsRoute_IsUntilAnyWriteAndStaleThenWhileTheServerIsDown()
    {
        using var chain = new CacheChain(_ => CacheChain.Response("one", "Cache-Control: no-cache"), options => options.Routes["GET /feed"] = new RouteOptions { FreshFor = TimeSpan.FromSeconds(5) });
        await chain.GetAsync("/feed");
        Assert.Equal("Coalesce; hit; ttl=5", (await chain.GetAsync("/feed")).CacheStatus);

        chain.Answer = _ => throw new HttpRequestException(HttpRequestError.ConnectionError);
        await Assert.ThrowsAsync<HttpRequestException>(() => chain.SendAsync(HttpMethod.Post, "/like"));

        Assert.Equal((HttpStatusCode.OK, "one", "Coalesce; fwd=stale; detail=unreachable"), await chain.GetAsync("/feed"));
    }

    [Fact]
    public async Task Get_APartOfAWholeThatIsKept_IsAnswered()
    {
        using var chain = new CacheChain(_ => CacheChain.Response("0123456789", "Cache-Control: max-age=60", "ETag: \"1\""));
        await chain.GetAsync();

        using var part = await chain.SendAsync(HttpMethod.Get, "/", "Range: bytes=2-4");
        using var beyond = await chain.SendAsync(HttpMethod.Get, "/", "Range: bytes=10-");
        using var unchanged = await chain.SendAsync(HttpMethod.Get, "/", "If-None-Match: \"0\", W/\"1\"");
        using var head = await chain.SendAsync(HttpMethod.Head);

        Assert.Equal((HttpStatusCode.PartialContent, "234", "bytes 2-4/10"), (part.StatusCode, await part.Content.ReadAsStringAsync(), part.Content.Headers.ContentRange!.ToString()));
        Assert.Equal((HttpStatusCode.RequestedRangeNotSatisfiable, "bytes */10"), (beyond.StatusCode, beyond.Content.Headers.ContentRange!.ToString()));
        Assert.Equal((HttpStatusCode.NotModified, "\"1\""), (unchanged.StatusCode, unchanged.Headers.ETag!.Tag));
        Assert.Equal((HttpStatusCode.OK, "", 10L), (head.StatusCode, await head.Content.ReadAsStringAsync(), head.Content.Headers.ContentLength));
        Assert.Equal(1, chain.Sent);
    }

    [Fact]
    public async Task Get_OnlyIfCached_IsSentNowhere()
    {
        using var chain = new CacheChain(_ => CacheChain.Response("one", "Cache-Control: max-age=60"));

        Assert.Equal(HttpStatusCode.GatewayTimeout, (await chain.GetAsync("/", "Cache-Control: only-if-cached")).Status);
        Assert.Equal(0, chain.Sent);
        await chain.GetAsync();
        Assert.Equal("one", (await chain.GetAsync("/", "Cache-Control: only-if-cached")).Body);
    }

    [Fact]
    public async Task Get_OneOfSeveralOfItsUri_IsAnsweredWithItsOwn()
    {
        var count = 0;
        using var chain = new CacheChain(_ => CacheChain.Response($"{++count}", "Cache-Control: max-age=60"));
        string[][] all = [[], ["X-Tenant-Id: 1"], ["Authorization: Bearer a"], ["Accept: a/b"]];
        Assert.Equal(["1", "2", "3", "1"], await GetAllAsync());
        Assert.Equal(["1", "2", "3", "1"], await GetAllAsync());

        async Task<List<string>> GetAllAsync()
        {
            List<string> bodies = [];
            foreach (var headers in all) bodies.Add((await chain.GetAsync("/", headers)).Body);
            return bodies;
        }
    }

    [Fact]
    public async Task Get_OfAPartitionBesideAnother_IsAnsweredWithItsOwn()
    {
        var (count, user) = (0, "a");
        using var chain = new CacheChain(_ => CacheChain.Response($"{++count}", "Cache-Control: max-age=60"), options => options.Partition = _ => user);
        List<string> bodies = [];
        foreach (var one in "abaab")
        {
            user = $"{one}";
            bodies.Add((await chain.GetAsync()).Body);
        }
        Assert.Equal(["1", "2", "1", "1", "2"], bodies);
    }

    [Fact]
    public async Task Get_OfAnother_IsNotAnsweredWithWhatIsKept()
    {
        var count = 0;
        using var chain = new CacheChain(_ => CacheChain.Response($"{++count}", "Cache-Control: max-age=60, public"));

        string[] bodies =
        [
            (await chain.GetAsync("/", "Authorization: Bearer a")).Body, (await chain.GetAsync("/", "Authorization: Bearer b")).Body, (await chain.GetAsync()).Body,
            (await chain.GetAsync("/", "Cookie: id=a")).Body, (await chain.GetAsync("/", "X-Tenant-Id: 1")).Body, (await chain.GetAsync("/", "X-Tenant-Id: 2")).Body,
        ];

        Assert.Equal(["1", "2", "3", "4", "5", "6"], bodies);
        Assert.Equal("2", (await chain.GetAsync("/", "Authorization: Bearer b")).Body);
        Assert.Equal("6", (await chain.GetAsync("/", "X-Tenant-Id: 2", "Accept: a/b", "traceparent: 1")).Body);
    }
}
