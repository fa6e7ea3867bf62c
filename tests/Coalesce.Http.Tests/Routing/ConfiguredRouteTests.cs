namespace Coalesce.Http.Tests.Routing;

public sealed class ConfiguredRouteTests
{
    [Theory]
    [InlineData("GET /search", "search", "/search", "search")]
    [InlineData("GET /map/{layer}/{tile}", "map/{layer}", "/map/roads/7", "map/roads")]
    [InlineData("GET /map/{layer}/{tile}", "{tile}-{layer}", "/map/roads/7", "7-roads")]
    [InlineData("GET /map/{layer}", "{layer}/{layer}", "/map/roads", "roads/roads")]
    [InlineData("GET /{a}/x/{b}", "{b}{a}", "/1/x/2", "21")]
    [InlineData("GET /files/{**path}", "files:{path}", "/files/a/b/c", "files:a/b/c")]
    [InlineData("GET /files/{**path}", "files:{path}", "/files", "files:")]
    [InlineData("GET /files/{**path}", "files:{path}", "/files/", "files:")]
    [InlineData("GET /{id}/{id2}", "{id}|{id2}", "/a/b", "a|b")]
    [InlineData("GET /{name}", "{name}", "/caf%C3%A9%2Fbar", "caf%C3%A9%2Fbar")]
    [InlineData("GET /{a}/{b}", "{a}", "/%7Bb%7D/x", "%7Bb%7D")] // a value that looks like a name stays a value
    public void Fill_Template_GivesTheValuesOfThePath(string route, string template, string path, string expected) =>
        Assert.Equal(expected, new ConfiguredRoute(RoutePattern.Parse(route), new RouteOptions()).Fill(template, path));
}
