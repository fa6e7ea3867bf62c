using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Caching;

/// <summary>Clocks that are set, and numbers and dates that are none.</summary>
public sealed class ClockTests
{
    [Theory]
    [InlineData(-3_650, 59, "hit")]
    [InlineData(-3_650, 61, "stale")]
    [InlineData(3_650, 0, "stale")]
    [InlineData(0, 61, "stale")]
    public async Task Clock_ThatIsSet_MakesNothingFresherThanItIs(int jumpDays, int seconds, string then)
    {
        var time = new JumpingTime(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
        using var chain = new CacheChain(_ => CacheChain.Response("one", "Cache-Control: max-age=60"), options => options.TimeProvider = time);
        await chain.GetAsync();

        time.Jump(TimeSpan.FromDays(jumpDays));
        time.Advance(TimeSpan.FromSeconds(seconds));

        Assert.Equal(then, await chain.HowAsync("/"));
        Assert.Equal("hit", await chain.HowAsync("/"));
        time.Jump(TimeSpan.FromDays(-jumpDays));
        time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal("stale", await chain.HowAsync("/"));
    }

    [Theory]
    [InlineData("max-age=60", "hit", "Date: Fri, 31 Dec 9999 23:59:59 GMT")]
    [InlineData("max-age=60", "stale", "Date: Mon, 01 Jan 0001 00:00:00 GMT")]
    [InlineData("max-age=60", "hit", "Date: nonsense")]
    [InlineData("max-age=60", "stale", "Age: 99999999999999999999999999")]
    [InlineData("max-age=60", "hit", "Age: -99999999999999999999999999")]
    [InlineData("max-age=99999999999999999999999999", "hit", "Age: 1")]
    [InlineData("max-age=99999999999999999999999999", "stale", "Age: 99999999999999999999999999")]
    [InlineData("max-age=60, stale-while-revalidate=99999999999999999999999999", "hit", "Age: 99999999999999999999999999")]
    [InlineData("", "hit", "Expires: Fri, 31 Dec 9999 23:59:59 GMT")]
    [InlineData("", "stale", "Expires: Mon, 01 Jan 0001 00:00:00 GMT")]
    [InlineData("public", "stale", "Last-Modified: Fri, 31 Dec 9999 23:59:59 GMT")]
    [InlineData("public", "hit", "Last-Modified: Mon, 01 Jan 0001 00:00:00 GMT")]
    public async Task Header_ThatIsNonsense_IsReadAndCalculatedWith(string cacheControl, string then, string header)
    {
        using var chain = new CacheChain(_ => CacheChain.Response("one", $"Cache-Control: {cacheControl}", header, "ETag: \"a\""), options => options.Cache.Heuristic = true);

        Assert.Equal("miss", await chain.HowAsync("/"));
        Assert.Equal(then, await chain.HowAsync("/"));
        foreach (var directive in new[] { "max-age=99999999999999999999", "min-fresh=99999999999999999999", "max-stale=99999999999999999999", "stale-if-error=99999999999999999999" })
            Assert.Equal("one", (await chain.GetAsync("/", $"Cache-Control: {directive}")).Body);
    }
}
