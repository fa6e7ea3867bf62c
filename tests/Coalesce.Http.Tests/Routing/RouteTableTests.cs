namespace Coalesce.Http.Tests.Routing;

public sealed class RouteTableTests
{
    [Theory]
    [InlineData("/posts/top", "GET /posts/top")]
    [InlineData("/posts/7", "GET /posts/{id}")]
    [InlineData("/posts/7/likes", "GET /posts/{id}/likes")]
    [InlineData("/posts/top/likes", "GET /posts/{id}/likes")] // the literal leads nowhere: one step back
    [InlineData("/posts/top/x/y", "GET /posts/{**rest}")] // two steps back
    [InlineData("/posts", "GET /posts/{**rest}")]
    [InlineData("/posts/", "GET /posts/{**rest}")]
    [InlineData("/posts/7/", "GET /posts/{**rest}")]
    [InlineData("/", "GET /")]
    [InlineData("/other", null)]
    [InlineData("/Posts/top", null)]
    [InlineData("/xposts/top", null)]
    [InlineData("/posts/top?next=/posts/7", "GET /posts/top")]
    public void RouteOf_SeveralMatch_TheMostExactWins(string target, string? expected) => AssertRoute(
        ["GET /posts/{**rest}", "GET /posts/{id}", "GET /posts/top", "GET /posts/{id}/likes", "GET /posts/top/a", "GET /"], "GET", target, expected);

    [Theory]
    [InlineData("/a", "GET /a")]
    [InlineData("/a/", "GET /a/")]
    [InlineData("/a//", null)]
    [InlineData("/a//b", "GET /a//b")]
    public void RouteOf_TrailingSlash_IsAnotherPath(string target, string? expected) =>
        AssertRoute(["GET /a", "GET /a/", "GET /a//b"], "GET", target, expected);

    [Theory]
    [InlineData("/a/", "GET /a/{**rest}")]
    [InlineData("/a//b", "GET /a//b")]
    [InlineData("/a//c", "GET /a/{**rest}")]
    public void RouteOf_EmptySegmentLeadsNowhere_TheRestMatches(string target, string? expected) =>
        AssertRoute(["GET /a//b", "GET /a/{**rest}"], "GET", target, expected);

    [Theory]
    [InlineData("/", "GET /{**rest}")]
    [InlineData("/a/b/", "GET /{**rest}")]
    public void RouteOf_RestAtTheRoot_MatchesEverything(string target, string? expected) => AssertRoute(["GET /{**rest}"], "GET", target, expected);

    [Theory]
    [InlineData("http://stub")]
    [InlineData("http://stub?q=1")]
    [InlineData("http://stub/#part")]
    public void RouteOf_UriWithoutPath_IsTheRoot(string uri) => AssertRoute(["GET /"], "GET", uri, "GET /");

    [Theory]
    [InlineData("GET", "GET /a")]
    [InlineData("POST", "POST /a")]
    [InlineData("HEAD", null)]
    [InlineData("DELETE", null)]
    public void RouteOf_OtherMethod_IsAnotherRoute(string method, string? expected) => AssertRoute(["GET /a", "POST /a"], method, "/a", expected);

    [Theory]
    [InlineData("GET /caf\u00e9", "/caf%C3%A9")]
    [InlineData("GET /caf\u00e9", "/caf\u00e9")]
    [InlineData("GET /caf%C3%A9", "/caf\u00e9")]
    [InlineData("GET /a%2Fb", "/a%2Fb")]
    [InlineData("GET /a|b", "/a|b")]
    [InlineData("GET /\"quoted\"", "/%22quoted%22")]
    [InlineData("GET /a:b@c", "/a:b@c")]
    [InlineData("GET /%7Euser", "/~user")]
    [InlineData("GET /{name}", "/a%20b")]
    [InlineData("GET /{name}", "/a%2Fb")]
    public void RouteOf_Escapes_CompareAsTheyGoToTheWire(string route, string target) => AssertRoute([route], "GET", target, route);

    private static void AssertRoute(string[] routes, string method, string target, string? expected)
    {
        foreach (var order in (IEnumerable<string>[])[routes, routes.Reverse()])
        {
            var options = new CoalescingOptions();
            foreach (var route in order) options.Routes[route] = new RouteOptions();
            using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(new Uri("http://stub"), target));

            Assert.Equal(expected, new RequestPlanner(options).Plan(request).Route?.Text);
        }
    }
}
