using Coalesce.Http.Caching;

namespace Coalesce.Http.Tests.Caching;

/// <summary>RFC 9111, sections 5.2.1 and 5.4.</summary>
public sealed class RequestDirectivesTests
{
    [Theory]
    [InlineData("max-age=5", 5L, 0L, null)]
    [InlineData("max-age", 0L, 0L, null)]
    [InlineData("max-age=x, max-age=9", 0L, 0L, null)]
    [InlineData("min-fresh=5", null, 5L, null)]
    [InlineData("min-fresh=x", null, 2_147_483_648L, null)]
    [InlineData("min-fresh=1, min-fresh=7", null, 7L, null)]
    [InlineData("max-stale", null, 0L, 2_147_483_648L)]
    [InlineData("max-stale=5", null, 0L, 5L)]
    [InlineData("max-stale=x", null, 0L, 0L)]
    [InlineData("max-stale=9, max-stale=5", null, 0L, 5L)]
    [InlineData("other=5", null, 0L, null)]
    public void Of_Seconds_AreTheNumberOrTheStrictest(string text, long? maxAge, long minFresh, long? maxStale)
    {
        var directives = Of("Cache-Control", text);

        Assert.Equal((maxAge, minFresh, maxStale), (directives.MaxAge, directives.MinFresh, directives.MaxStale));
    }

    [Theory]
    [InlineData("Cache-Control", "no-cache", true, false, false)]
    [InlineData("Cache-Control", "no-store", false, true, false)]
    [InlineData("Cache-Control", "only-if-cached", false, false, true)]
    [InlineData("Cache-Control", "max-age=1 no-cache", true, false, false)]
    [InlineData("Cache-Control", "x=\"y", false, true, false)]
    [InlineData("Pragma", "no-cache", true, false, false)]
    [InlineData("Pragma", "x, No-Cache", true, false, false)]
    [InlineData("Pragma", "no-store", false, false, false)]
    public void Of_Flags_AreSeen(string header, string text, bool noCache, bool noStore, bool onlyIfCached)
    {
        var directives = Of(header, text);

        Assert.Equal((noCache, noStore, onlyIfCached), (directives.NoCache, directives.NoStore, directives.OnlyIfCached));
    }

    [Fact]
    public void Of_PragmaBesideCacheControl_IsPassedOver()
    {
        using var request = new HttpRequestMessage();
        request.Headers.TryAddWithoutValidation("Pragma", "no-cache");
        request.Headers.TryAddWithoutValidation("Cache-Control", "max-age=5");

        Assert.False(RequestDirectives.Of(request).NoCache);
    }

    private static RequestDirectives Of(string header, string text)
    {
        using var request = new HttpRequestMessage();
        request.Headers.TryAddWithoutValidation(header, text);
        return RequestDirectives.Of(request);
    }
}
