using System.Net;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Caching;

/// <summary>What the conformance cases cannot show, since they come in clear, asynchronously, and through a gateway that sends one line a header.</summary>
public sealed class CachingOverStubTests
{
    [Fact]
    public async Task Reload_OfWhatIsImmutable_IsAnsweredWhereItCameAuthenticated()
    {
        using var chain = new CacheChain(_ => CacheChain.Response("one", "Cache-Control: max-age=10, immutable=yes", "ETag: \"a\""));
        await chain.GetAsync("https://stub/");
        await chain.GetAsync("http://stub/");
        chain.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("Coalesce; hit; ttl=9", (await chain.GetAsync("https://stub/", "Cache-Control: max-age=0")).CacheStatus);
        Assert.Equal("Coalesce; fwd=request; fwd-status=200", (await chain.GetAsync("http://stub/", "Cache-Control: max-age=0")).CacheStatus);
        Assert.Equal("Coalesce; fwd=request; fwd-status=200", (await chain.GetAsync("https://stub/", "Cache-Control: no-cache")).CacheStatus);
        chain.Time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal("Coalesce; fwd=stale; fwd-status=200", (await chain.GetAsync("https://stub/", "Cache-Control: max-age=0")).CacheStatus);
    }

    [Fact]
    public async Task Lines_OfAHeaderThatVaryNames_AreAsOne()
    {
        using var chain = new CacheChain(_ => CacheChain.Response("one", "Cache-Control: max-age=10", "Vary: Accept-Language, Prefer"), options => options.Cache.Key = CacheKeyMode.Standard);
        await chain.GetAsync("/", "Accept-Language: de", "Accept-Language: fr", "Prefer: a", "Prefer: b");

        Assert.Equal("one", (await chain.GetAsync("/", "Accept-Language: de,fr", "Prefer: a, b")).Body);
        Assert.Equal(1, chain.Sent);
        await chain.GetAsync("/", "Accept-Language: de,fr", "Prefer: a,b");
        await chain.GetAsync("/", "Accept-Language: fr", "Accept-Language: de", "Prefer: a, b");
        Assert.Equal(3, chain.Sent);
    }

    [Fact]
    public async Task Body_ThatNobodyReadToItsEnd_IsNotKept()
    {
        var held = new HeldBody();
        using var chain = new CacheChain();
        chain.Answer = _ => chain.Sent > 1 ? CacheChain.Response("two") : new HttpResponseMessage { Content = new StreamContent(held), Headers = { { "Cache-Control", "max-age=10" } } };
        using (var response = await Wait.ForAsync(chain.Client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead)))
        {
            held.Give("on");
            using var stream = await response.Content.ReadAsStreamAsync();
            Assert.True(await Wait.ForAsync(stream.ReadAsync(new byte[8])) > 0);
        }

        Assert.Equal("two", (await chain.GetAsync()).Body);
    }

    [Fact]
    public async Task Head_OfWhatIsKept_TellsItsLength()
    {
        using var chain = new CacheChain(_ => CacheChain.Response("one", "Cache-Control: max-age=10", "ETag: \"a\""));
        await chain.GetAsync();

        using var head = await chain.SendAsync(HttpMethod.Head);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { { "If-None-Match", "\"a\"" } } };
        using var unchanged = await Wait.ForAsync(chain.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead));

        Assert.Equal((3L, HttpStatusCode.NotModified, null), (head.Content.Headers.ContentLength, unchanged.StatusCode, unchanged.Content.Headers.ContentLength));
    }

    [Fact]
    public async Task Send_Synchronous_ConformsToo()
    {
        using var chain = new CacheChain(_ => CacheChain.Response("one", "Cache-Control: max-age=1", "ETag: \"a\""));
        await chain.GetAsync();
        chain.Time.Advance(TimeSpan.FromSeconds(2));

        chain.Answer = request => request.Headers.Contains("If-None-Match") ? new HttpResponseMessage(HttpStatusCode.NotModified) { Headers = { { "ETag", "\"b\"" } } } : CacheChain.Response("two", "Cache-Control: max-age=1", "ETag: \"b\"");
        Assert.Equal((HttpStatusCode.OK, "two"), Send(chain));
        chain.Time.Advance(TimeSpan.FromSeconds(2));
        chain.Answer = _ => throw new HttpRequestException(HttpRequestError.ConnectionError);
        Assert.Equal((HttpStatusCode.OK, "two"), Send(chain));
        Assert.Equal(4, chain.Sent);
    }

    [Fact]
    public async Task Stale_WhoseUriWasWrittenToMeanwhile_IsAnsweredNoMore()
    {
        using var chain = new CacheChain(_ => CacheChain.Response("one", "Cache-Control: max-age=1"));
        await chain.GetAsync();
        chain.Time.Advance(TimeSpan.FromSeconds(2));
        chain.Answer = request =>
        {
            if (request.Method == HttpMethod.Put) return new HttpResponseMessage();
            chain.SendAsync(HttpMethod.Put).GetAwaiter().GetResult().Dispose(); // ends before the read does
            throw new HttpRequestException(HttpRequestError.ConnectionError);
        };

        await Assert.ThrowsAsync<HttpRequestException>(() => chain.GetAsync());
    }

    private static (HttpStatusCode, string) Send(CacheChain chain)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        using var response = chain.Client.Send(request);
        Assert.False(request.Headers.Contains("If-None-Match"));
        using var reader = new StreamReader(response.Content.ReadAsStream());
        return (response.StatusCode, reader.ReadToEnd());
    }
}
