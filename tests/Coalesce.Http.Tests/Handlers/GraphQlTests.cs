using System.Text;

namespace Coalesce.Http.Tests.Handlers;

public sealed class GraphQlTests
{
    private const string Json = "application/json";
    private const string Form = "application/x-www-form-urlencoded";

    [Theory]
    [InlineData(Json, """{"query":"{ a }"}""", false)]
    [InlineData(Json, """{"query":"mutation { a }"}""", true)]
    [InlineData(Json, """{"query":"subscription { a }"}""", true)]
    [InlineData(Json, """{"query":"query A { a } mutation B { b }","operationName":"A"}""", true)]
    [InlineData(Json, """{"query":"\u006dutation { a }"}""", true)]
    [InlineData(Json, """{"\u0071uery":"mutation { a }"}""", true)]
    [InlineData(Json, """{"variables":{"query":"mutation { a }"},"query":"{ a }"}""", false)]
    [InlineData(Json, """{"query":"{ a(x: \"} mutation { b\") }"}""", false)]
    [InlineData(Json, """{"query":1}""", true)]
    [InlineData(Json, """{"query":null}""", true)]
    [InlineData(Json, """{"query":"{ a } # \ud800"}""", true)] // half a character
    [InlineData("text/plain", """{"\ud800":1}""", true)]
    [InlineData(Json, """{"query":null,"extensions":{"persistedQuery":{"sha256Hash":"1"}}}""", true)]
    [InlineData(Json, """{"extensions":{"persistedQuery":{"sha256Hash":"1"}}}""", true)]
    [InlineData(Json, """{"id":"1"}""", true)]
    [InlineData(Json, """{"doc_id":"1","variables":{}}""", true)]
    [InlineData(Json, """{"documentId":"1"}""", true)]
    [InlineData(Json, """{"operationName":"AddItem"}""", true)]
    [InlineData(Json, """[{"query":"{ a }"},{"query":"{ b }"}]""", false)]
    [InlineData(Json, """[{"query":"{ a }"},{"query":"mutation { b }"}]""", true)]
    [InlineData(Json, """[{"query":"{ a }"},{"id":"1"}]""", true)]
    [InlineData(Json, """[[{"query":"mutation { a }"}]]""", true)]
    // No GraphQL at all: the route's own word that it reads.
    [InlineData(Json, """{"search":"mutation"}""", false)]
    [InlineData(Json, "[]", false)]
    [InlineData(Json, "1", false)]
    [InlineData("text/plain", "select 1", false)]
    [InlineData(null, "select 1", false)]
    [InlineData("application/x-protobuf", "\u0001\u0002", false)]
    // What cannot be read may write.
    [InlineData(Json, "", true)]
    [InlineData(Json, "{", true)]
    [InlineData(Json, """{"query":"{ a }"} trailing""", true)]
    [InlineData(Json, """{"query":"{ a }"}{"query":"mutation { a }"}""", true)]
    [InlineData(Json, """{"query":"{ a }",}""", true)]
    // Of two members of a name, servers differ in which they take.
    [InlineData(Json, """{"query":"mutation { a }","query":"{ a }"}""", true)]
    [InlineData(Json, """{"query":"{ a }","query":"mutation { a }"}""", true)]
    // Servers on .NET often read names in any case.
    [InlineData(Json, """{"Query":"mutation { a }"}""", true)]
    [InlineData(Json, """{"Query":"{ a }"}""", false)]
    [InlineData("application/graphql+json", """{"query":"mutation { a }"}""", true)]
    [InlineData("APPLICATION/JSON", """{"query":"mutation { a }"}""", true)]
    [InlineData("application/graphql", "{ a }", false)]
    [InlineData("application/graphql", "mutation { a }", true)]
    [InlineData("Application/GraphQL", "mutation { a }", true)]
    // A type that says nothing of the body: it speaks for itself.
    [InlineData(null, """{"query":"mutation { a }"}""", true)]
    [InlineData("text/plain", """ [{"query":"mutation { a }"}]""", true)]
    [InlineData("application/octet-stream", """{"query":"{ a }"}""", false)]
    // A form says its members by the same names.
    [InlineData(Form, "query=%7B+a+%7D", false)]
    [InlineData(Form, "query=mutation+%7B+a+%7D", true)]
    [InlineData(Form, "query=%6dutation%20%7B%20a%20%7D&variables=%7B%7D", true)]
    [InlineData(Form, "variables=1&%71uery=subscription+%7B+a+%7D", true)]
    [InlineData(Form, "QUERY=mutation+%7B+a+%7D", true)]
    [InlineData(Form, "query=%7B+a+%7D&query=mutation+%7B+b+%7D", true)]
    [InlineData(Form, "query=%7B+a+%7D;query=mutation+%7B+b+%7D", true)]
    [InlineData("Application/X-WWW-Form-Urlencoded", "query=mutation+%7B+a+%7D", true)]
    [InlineData(Form, "query=shoes", true)]
    [InlineData(Form, "query", true)]
    [InlineData(Form, "id=1", true)]
    [InlineData(Form, "q=mutation&page=2", false)]
    [InlineData(Form, "", false)]
    // Parts are not looked into: a file comes along with a write.
    [InlineData("multipart/form-data", "--x\r\nContent-Disposition: form-data; name=\"operations\"\r\n\r\n{\"query\":\"mutation { a }\"}\r\n--x--", true)]
    [InlineData("Multipart/Mixed", "", true)]
    public void MayWrite_Table(string? mediaType, string body, bool expected) =>
        Assert.Equal(expected, GraphQl.MayWrite(mediaType, Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void MayWrite_InAnotherEncoding_Yes()
    {
        Assert.True(GraphQl.MayWrite(Json, Encoding.Unicode.GetBytes("""{"query":"mutation { a }"}""")));
        Assert.True(GraphQl.MayWrite("application/graphql", Encoding.Unicode.GetBytes("mutation { a }")));
        Assert.True(GraphQl.MayWrite(Json, [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes("""{"query":"mutation { a }"}""")]));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    public void MayWrite_BehindAByteOrderMark_Yes(string? mediaType) =>
        Assert.True(GraphQl.MayWrite(mediaType, [0xEF, 0xBB, 0xBF, .. """{"query":"mutation { a }"}"""u8]));

    [Fact]
    public void MayWrite_NestedTooDeeply_Yes() =>
        Assert.True(GraphQl.MayWrite(Json, Encoding.UTF8.GetBytes("{\"variables\":" + new string('[', 1000) + new string(']', 1000) + ",\"query\":\"{ a }\"}")));
}
