namespace Coalesce.Http.Tests.Caching;

/// <summary>Which addresses are the same, for what is kept and for what a write takes away.</summary>
public sealed class AddressTests
{
    [Theory]
    [InlineData(CacheKeyMode.Cautious)]
    [InlineData(CacheKeyMode.Standard)]
    public async Task Host_ThatWasSet_IsAnotherServer(CacheKeyMode key)
    {
        using var chain = new CacheChain(request => CacheChain.Response($"{request.Headers.Host}", "Cache-Control: public, max-age=60"), options => options.Cache.Key = key);

        for (var i = 0; i < 2; i++)
        {
            Assert.Equal("one.test", (await chain.GetAsync("/", "Host: one.test")).Body);
            Assert.Equal("two.test", (await chain.GetAsync("/", "Host: two.test")).Body);
            Assert.Equal("", (await chain.GetAsync()).Body);
        }
        Assert.Equal(3, chain.Sent);
    }

    [Theory]
    [InlineData("http://STUB/a?b", true)]
    [InlineData("HTTP://stub:80/a?b", true)]
    [InlineData("http://stub/a?b#part", true)]
    [InlineData("http://stub/x/../a?b", true)]
    [InlineData("http://stub/%61?b", true)]
    [InlineData("http://ann:secret@stub/a?b", true)]
    [InlineData("http://stub:8080/a?b", false)]
    [InlineData("https://stub/a?b", false)]
    [InlineData("http://stub/A?b", false)]
    [InlineData("http://stub/a?B", false)]
    [InlineData("http://stub/a/?b", false)]
    [InlineData("http://stub/a%2F?b", false)]
    public async Task Write_ToAnotherFormOfAnAddress_TakesItAway(string written, bool takes)
    {
        using var chain = new CacheChain(_ => CacheChain.Response("x", "Cache-Control: max-age=60"));
        await chain.GetAsync("/a?b");

        (await chain.SendAsync(HttpMethod.Put, written)).Dispose();

        Assert.Equal(takes ? "miss" : "hit", await chain.HowAsync("/a?b"));
    }

    [Theory]
    [InlineData("http://ann:secret@stub/a", "http://stub/a")]
    [InlineData("http://ann:secret@stub/a", "http://bob@stub/a")]
    [InlineData("http://b\u00fccher.test/a", "http://xn--bcher-kva.test/a")]
    [InlineData("http://xn--bcher-kva.test/a", "http://b\u00fccher.test/a")]
    public async Task Write_ToAServerByAnotherOfItsNames_TakesItAway(string read, string written)
    {
        using var chain = new CacheChain(_ => CacheChain.Response("x", "Cache-Control: max-age=60"));
        await chain.GetAsync(read);
        Assert.Equal("hit", await chain.HowAsync(read));

        (await chain.SendAsync(HttpMethod.Put, written)).Dispose();

        Assert.Equal("miss", await chain.HowAsync(read));
    }

    [Theory]
    [InlineData("made")]
    [InlineData("./made#part")]
    [InlineData("../in/made")]
    [InlineData("//stub/in/made")]
    [InlineData("HTTP://STUB:80/in/m%61de")]
    public async Task Location_InAnyForm_TakesWhatItNamesAway(string location)
    {
        using var chain = new CacheChain(request => request.Method == HttpMethod.Get
            ? CacheChain.Response("x", "Cache-Control: max-age=60") : CacheChain.Response("", $"Location: {location}"));
        await chain.GetAsync("/in/made");

        (await chain.SendAsync(HttpMethod.Post, "/in/list")).Dispose();

        Assert.Equal("miss", await chain.HowAsync("/in/made"));
    }
}
