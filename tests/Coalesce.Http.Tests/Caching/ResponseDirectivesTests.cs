using Coalesce.Http.Caching;

namespace Coalesce.Http.Tests.Caching;

/// <summary>RFC 9111, sections 4.2.1 and 5.2.2; RFC 5861; RFC 8246.</summary>
public sealed class ResponseDirectivesTests
{
    [Theory]
    [InlineData("max-age=10", 10L)]
    [InlineData("MAX-AGE=10", 10L)]
    [InlineData("max-age=\"10\"", 10L)]
    [InlineData("max-age=0010", 10L)]
    [InlineData("public, max-age=10, x", 10L)]
    [InlineData("x=\"a, max-age=99\", max-age=10", 10L)]
    [InlineData("x=\"a\\\", max-age=99\", max-age=10", 10L)]
    [InlineData(" ,, max-age=10 ,", 10L)]
    [InlineData("max-age=20, max-age=10", 10L)]
    [InlineData("max-age=10, max-age=20", 10L)]
    [InlineData("max-age=2147483648", 2_147_483_648L)]
    [InlineData("max-age=9223372036854775807", 2_147_483_648L)]
    [InlineData("max-age=99999999999999999999999999999999999999999", 2_147_483_648L)]
    [InlineData("max-age", 0L)]
    [InlineData("max-age=", 0L)]
    [InlineData("max-age=-1", 0L)]
    [InlineData("max-age=1.5", 0L)]
    [InlineData("max-age=a10", 0L)]
    [InlineData("max-age=10 10", 0L)]
    [InlineData("max-age =10", 0L)]
    [InlineData("max-age= 10", 0L)]
    [InlineData("max-age=\"10", 0L)]
    [InlineData("max-age=\"1\"0", 0L)]
    [InlineData("max-age='10'", 0L)]
    [InlineData("max-age=\u0661", 0L)]
    [InlineData("max-ages=10", null)]
    [InlineData("xmax-age=10", null)]
    [InlineData("\"max-age=10\"", null)]
    [InlineData("", null)]
    public void MaxAge_OfAnyText_IsTheNumberOrTheStrictest(string text, long? expected) => Assert.Equal(expected, Of(text).MaxAge);

    [Theory]
    [InlineData("no-store", true)]
    [InlineData("No-Store", true)]
    [InlineData("no-store=1", true)]
    [InlineData("max-age=10, no-store", true)]
    [InlineData("max-age=10 no-store", true)]
    [InlineData("max-age=10; no-store", true)]
    [InlineData("\"no-store\"", true)]
    [InlineData("max-age=\"10, no-store", true)]
    [InlineData("x=\"y", true)]
    [InlineData("x=\"no-store\"", false)]
    [InlineData("x-no-store", false)]
    [InlineData("nostore", false)]
    public void NoStore_OfAnyText_IsSeen(string text, bool expected) => Assert.Equal(expected, Of(text).NoStore);

    [Theory]
    [InlineData("private", true, null)]
    [InlineData("private=\"\"", true, null)]
    [InlineData("private=", true, null)]
    [InlineData("private=\"set-cookie\"", false, "set-cookie")]
    [InlineData("private=set-cookie", false, "set-cookie")]
    [InlineData("private=\"a, b ,,c\"", false, "a|b|c")]
    [InlineData("private=\"a b\"", true, "")]
    [InlineData("private=\"a\", private", true, "a")]
    [InlineData("private=\"a", true, "")]
    [InlineData("public", false, null)]
    public void Private_WithFields_ConcernsThoseAloneWhereTheyAreNames(string text, bool isPrivate, string? fields)
    {
        var directives = Of(text);

        Assert.Equal(isPrivate, directives.IsPrivate);
        if (!isPrivate) Assert.Equal(fields, directives.PrivateFields is null ? null : string.Join('|', directives.PrivateFields));
    }

    [Fact]
    public void All_OfSeveralLines_AreRead()
    {
        var directives = Of("public, s-maxage=5", "no-cache=\"x-one\", must-revalidate, proxy-revalidate", "stale-while-revalidate=7, stale-if-error=8, immutable=yes, must-understand");

        Assert.Equal((true, 5, 7, 8), (directives.IsPublic, directives.SharedMaxAge, directives.StaleWhileRevalidate, directives.StaleIfError));
        Assert.Equal((true, true, true, true), (directives.MustRevalidate, directives.ProxyRevalidate, directives.Immutable, directives.MustUnderstand));
        Assert.Equal(["x-one"], directives.NoCacheFields);
        Assert.False(directives.NoCache);
    }

    [Fact]
    public void WhatAllows_WithAnArgumentThatItDoesNotTake_DoesNotHold()
    {
        var directives = Of("public=yes, must-understand=\"1\", must-revalidate=no, no-cache=\"\"");

        Assert.Equal((false, false, true, true), (directives.IsPublic, directives.MustUnderstand, directives.MustRevalidate, directives.NoCache));
    }

    private static ResponseDirectives Of(params string[] lines)
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation("Cache-Control", lines);
        return ResponseDirectives.Of(response);
    }
}
