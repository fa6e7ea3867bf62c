namespace Coalesce.Http.Tests.Routing;

public sealed class RoutePatternTests
{
    [Theory]
    [InlineData("")]
    [InlineData("GET")]
    [InlineData("GET ")]
    [InlineData(" /a")]
    [InlineData("/a")]
    [InlineData("GET a")]
    [InlineData("GET  /a")]
    [InlineData("GET http://host/a")]
    public void Parse_NotAMethodAndAPath_SaysWhatARouteIs(string text) => AssertWrong(text, "'GET /posts/{id}'");

    [Theory]
    [InlineData("GET /a?b=1", "no query")]
    [InlineData("GET /a#b", "no query")]
    [InlineData("GET /a b", "no query")]
    [InlineData("G(T /a", "'G(T' is not an HTTP method")]
    [InlineData("GET /a{id}", "'a{id}' mixes")]
    [InlineData("GET /{id}a", "'{id}a' mixes")]
    [InlineData("GET /{id", "'{id' mixes")]
    [InlineData("GET /id}", "'id}' mixes")]
    [InlineData("GET /a*", "'a*' mixes")]
    [InlineData("GET /*", "'*' mixes")]
    [InlineData("GET /{}", "'' is not a parameter name")]
    [InlineData("GET /{**}", "'' is not a parameter name")]
    [InlineData("GET /{*rest}", "'*rest' is not a parameter name")]
    [InlineData("GET /{a-b}", "'a-b' is not a parameter name")]
    [InlineData("GET /{id:int}", "'id:int' is not a parameter name")]
    [InlineData("GET /{**rest}/a", "'{**rest}' must be the last segment")]
    [InlineData("GET /{a}/{a}", "a name of its own")]
    [InlineData("GET /{a}/{**a}", "a name of its own")]
    [InlineData("GET /a/../b", "'..'")]
    [InlineData("GET /./b", "'.'")]
    [InlineData("GET /a\\b", "'a\\b'")]
    public void Parse_WrongPath_SaysWhatIsWrongWithTheValue(string text, string expected) => AssertWrong(text, expected);

    [Theory]
    [InlineData("GET /", "GET", "")]
    [InlineData("DELETE /posts/{id}", "DELETE", "Literal:posts Parameter:id")]
    [InlineData("GET /posts/", "GET", "Literal:posts Literal:")]
    [InlineData("GET /files/{**path}", "GET", "Literal:files Rest:path")]
    [InlineData("QUERY /a.b/c-d_e~f", "QUERY", "Literal:a.b Literal:c-d_e~f")]
    [InlineData("POST /v1/things:batch", "POST", "Literal:v1 Literal:things:batch")]
    [InlineData("GET /caf\u00e9", "GET", "Literal:caf%C3%A9")]
    [InlineData("GET /caf%C3%A9", "GET", "Literal:caf%C3%A9")]
    [InlineData("GET /{\u00e9t\u00e9_2}", "GET", "Parameter:\u00e9t\u00e9_2")]
    public void Parse_Route_GivesMethodAndSegments(string text, string method, string segments)
    {
        var pattern = RoutePattern.Parse(text);

        Assert.Equal(new HttpMethod(method), pattern.Method);
        Assert.Equal(text, pattern.Text);
        Assert.Equal(segments, string.Join(' ', pattern.Segments.Select(segment => $"{segment.Kind}:{segment.Text}")));
    }

    private static void AssertWrong(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<FormatException>(() => RoutePattern.Parse(text)).Message, StringComparison.Ordinal);
}
