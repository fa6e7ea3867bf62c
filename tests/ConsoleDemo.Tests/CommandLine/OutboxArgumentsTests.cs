using ConsoleDemo.CommandLine;

namespace ConsoleDemo.Tests.CommandLine;

public class OutboxArgumentsTests
{
    [Theory]
    [InlineData("", "outbox needs a file.")]
    [InlineData("x.db", "outbox needs to know what to do")]
    [InlineData("x.db dance", "outbox cannot \"dance\"")]
    [InlineData("x.db list all", "list takes nothing; \"all\" is too much.")]
    [InlineData("x.db show", "show takes one id")]
    [InlineData("x.db retry a b", "retry takes one id")]
    [InlineData("x.db discard xyz", "\"xyz\" is no part of an id")]
    [InlineData("x.db discard -", "\"-\" is no part of an id")]
    [InlineData("x.db drain", "drain takes --to URL")]
    [InlineData("x.db drain --to", "--to needs a value.")]
    [InlineData("x.db drain --to api.example", "--to must be an origin")]
    [InlineData("x.db drain --to ftp://api.example/", "--to must be an origin")]
    [InlineData("x.db drain --to https://api.example/v1", "--to must be an origin")]
    [InlineData("x.db drain --to https://me@api.example/", "--to must be an origin")]
    public void Parse_WrongUsage_SaysWhat(string line, string message)
    {
        var error = Assert.Throws<UsageException>(() => OutboxArguments.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_Id_IsReadWithoutDashesAndInLowerCase() =>
        Assert.Equal(new OutboxArguments("x.db", OutboxVerb.Show) { Id = "019af2" }, OutboxArguments.Parse(["x.db", "show", "019A-F2"]));

    [Theory]
    [InlineData("--to", "https://api.example:8443")]
    [InlineData("--to=https://api.example:8443/")]
    public void Parse_Drain_TakesAnOrigin(params string[] to) =>
        Assert.Equal(new Uri("https://api.example:8443/"), OutboxArguments.Parse(["x.db", "drain", .. to]).To);
}
