using ConsoleDemo.Figures;
using ConsoleDemo.Har;

namespace ConsoleDemo.Tests.Figures;

public class RouteTests
{
    [Fact]
    public void Of_OneHost_NamesMethodAndPath() => Assert.Equal("GET /x", NameOf("http://a.example:443/x?y=1", "http://a.example:443/z"));

    [Fact]
    public void Of_SeveralHosts_NamesTheHostToo() => Assert.Equal("GET a.example/x", NameOf("http://a.example:443/x", "http://b.example/x"));

    [Fact]
    public void Of_UnusualPort_StaysVisible() => Assert.Equal("GET a.example:8443/x", NameOf("http://a.example:8443/x", "http://b.example/x"));

    [Fact]
    public void Of_BothRuns_AreCountedByRoute()
    {
        var exchanges = new[] { Made.Exchange(0, "http://a.example/x?1"), Made.Exchange(1, "http://a.example/y"), Made.Exchange(2, "http://a.example/x?2") };
        var asks = new[] { Made.Ask(0, 10), Made.Ask(1, 20), Made.Ask(2, 30) };
        var plain = Made.Run("plain", asks, [Made.Sent(0, "http://a.example/x?1"), Made.Sent(1, "http://a.example/y"), Made.Sent(2, "http://a.example/x?2")]);
        var broker = Made.Run("broker", asks, [Made.Sent(0, "http://a.example/x?1")]);

        var routes = RouteTally.Of(exchanges, new RouteNames(exchanges).Of, plain, broker);

        Assert.Equal(["GET /x", "GET /y"], routes.Select(route => route.Route));
        Assert.Equal([(2, 2, 1), (1, 1, 0)], routes.Select(route => (route.Plain.Asked, route.Plain.Sent, route.Broker.Sent)));
    }

    [Fact]
    public void Folded_ManyRoutes_SumsTheRestInTheLastLine()
    {
        var urls = Enumerable.Range(0, 30).SelectMany(i => Enumerable.Repeat($"http://a.example/{i}", i < 10 ? 2 : 1)).ToList();
        var exchanges = urls.Select((url, i) => Made.Exchange(i, url)).ToList();
        var run = Made.Run("plain", [.. exchanges.Select((_, i) => Made.Ask(i, 10))], [.. urls.Select((url, i) => Made.Sent(i, url))]);

        var routes = FoldedRoutes.Of(exchanges, new RouteNames(exchanges), run, run);

        Assert.Equal(11, routes.Count);
        Assert.Equal("(20 other routes)", routes[^1].Route);
        Assert.Equal((20, 20), (routes[^1].Plain.Asked, routes[^1].Broker.Sent));
        Assert.Equal(exchanges.Count, routes.Sum(route => route.Plain.Asked));
    }

    private static string NameOf(params string[] urls) =>
        new RouteNames([.. urls.Select((url, i) => Made.Exchange(i, url))]).Of(new Target("GET", urls[0]));
}
