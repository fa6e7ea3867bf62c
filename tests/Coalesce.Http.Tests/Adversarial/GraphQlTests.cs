using System.Text;
using System.Text.Json;

namespace Coalesce.Http.Tests.Adversarial;

public sealed class GraphQlTests
{
    // Each is a document in which a server sees the mutation M.
    [Theory]
    [InlineData("query Q { a(s: \"\"\"x\\\\\"\"\" \"\"\") } mutation M { del } # \"\"\" ) }")]
    public void MayWrite_StringThatHidesItsEnd_Writes(string document)
    {
        Assert.True(GraphQl.MayWrite("application/graphql", Encoding.UTF8.GetBytes(document)));
        Assert.True(GraphQl.MayWrite("application/json", JsonSerializer.SerializeToUtf8Bytes(new { query = document })));
    }

    [Theory]
    [InlineData("""{"query":"{ a }"} {"query":"mutation { b }"}""")] // more than one value cannot be read
    [InlineData("""{"query":"mutation { b }","query":"{ a }"}""")] // servers differ in which one counts
    [InlineData("""{"Query":"mutation { b }"}""")] // some servers do not look at the case
    [InlineData("""[{"query":"{ a }"},{"query":"mutation { b }"}]""")]
    public void MayWrite_JsonThatServersReadInTheirOwnWay_Writes(string json) =>
        Assert.True(GraphQl.MayWrite("application/json", Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    public void MayWrite_DocumentUnderAnotherMediaType_Writes(string? mediaType) =>
        Assert.True(GraphQl.MayWrite(mediaType, """{"query":"mutation { b }"}"""u8));

    [Theory]
    [InlineData("application/json", """{"query":"query A($s: S = {a: 1}) { b(s: \"\"\"x\\\"\"\" y\"\"\") }","operationName":"A"}""")]
    [InlineData("application/json", """{"size":0,"filter":{"term":1}}""")]
    [InlineData("application/sql", "SELECT 1")]
    [InlineData("text/plain", "{ this is no JSON")]
    public void MayWrite_Read_Reads(string mediaType, string body) => Assert.False(GraphQl.MayWrite(mediaType, Encoding.UTF8.GetBytes(body)));
}
