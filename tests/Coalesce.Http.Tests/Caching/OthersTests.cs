using System.Net;
using Coalesce.Http.Testing;
using Coalesce.Http.Tests.Wrapping;

namespace Coalesce.Http.Tests.Caching;

/// <summary>What handlers further in add is part of what was asked, too: an answer to it is not one to a request without it.</summary>
public sealed class OthersTests
{
    [Theory]
    [InlineData("max-age=60", 2)]
    [InlineData("max-age=60, public", 1)]
    public async Task Authorization_AddedFurtherIn_CountsForASharedCache(string cacheControl, int sends)
    {
        using var stub = new StubHandler((_, _) => Task.FromResult(CacheChain.Response("one", $"Cache-Control: {cacheControl}")));
        using var pipeline = CoalescingPipeline.Create(new HeaderHandler("Authorization", () => "Bearer a") { InnerHandler = stub }, options =>
        {
            options.Cache.Shared = true;
            options.Partition = _ => "tenant";
        });
        using var client = new HttpClient(pipeline, disposeHandler: false);

        for (var i = 0; i < 2; i++) Assert.Equal("one", await Wait.ForAsync(client.GetStringAsync(new Uri("http://api.test/"))));

        Assert.Equal(sends, stub.Requests.Count);
    }

    [Fact]
    public async Task Language_AddedFurtherIn_IsNotAnsweredInAnother()
    {
        var language = "de";
        using var stub = new StubHandler((request, _) => Task.FromResult(CacheChain.Response($"{request.Headers.AcceptLanguage}", "Cache-Control: max-age=60", "Vary: Accept-Language")));
        using var pipeline = CoalescingPipeline.Create(new HeaderHandler("Accept-Language", () => language) { InnerHandler = stub }, options => options.Partition = _ => "ann");
        using var client = new HttpClient(pipeline, disposeHandler: false);

        foreach (var one in new[] { "de", "fr", "de" })
        {
            language = one;
            Assert.Equal(one, await Wait.ForAsync(client.GetStringAsync(new Uri("http://api.test/"))));
        }
    }

    [Fact]
    public async Task OnlyIfCached_OfWhomNobodyKnows_IsSentNowhere()
    {
        var user = (string?)null;
        using var chain = new CacheChain(_ => CacheChain.Response("one", "Cache-Control: max-age=60"), options => options.Partition = _ => user);
        await chain.GetAsync();

        Assert.Equal(HttpStatusCode.GatewayTimeout, (await chain.GetAsync("/", "Cache-Control: only-if-cached")).Status);
        user = "ann";
        await chain.GetAsync();
        user = null;
        Assert.Equal(HttpStatusCode.GatewayTimeout, (await chain.GetAsync("/", "Cache-Control: only-if-cached")).Status);
        Assert.Equal("miss", (await chain.GetAsync()).CacheStatus.Contains("hit", StringComparison.Ordinal) ? "hit" : "miss");
    }

    [Fact]
    public async Task Post_OfARouteThatReads_FillsNoCache()
    {
        var count = 0;
        using var chain = new CacheChain(_ => CacheChain.Response($"{++count}", "Cache-Control: public, max-age=60"), options =>
        {
            options.Routes["POST /search"] = new RouteOptions { CoalesceBody = true };
            options.Routes["GET /search"] = new RouteOptions { CoalesceBody = true };
        });
        foreach (var method in new[] { HttpMethod.Post, HttpMethod.Get, HttpMethod.Post, HttpMethod.Get })
        {
            using var request = new HttpRequestMessage(method, "/search") { Content = new StringContent("{}") };
            (await Wait.ForAsync(chain.Client.SendAsync(request))).Dispose();
        }
        Assert.Equal("5", (await chain.GetAsync("/search")).Body);
    }
}
