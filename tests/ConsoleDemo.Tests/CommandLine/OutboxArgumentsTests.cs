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
    [InlineData("x.db drain here --to https://api.example", "drain takes no word beside its options; \"here\" is too much.")]
    [InlineData("x.db drain --to https://a.example --to https://b.example", "--to is given twice.")]
    [InlineData("x.db drain --to https://api.example --replay-for 5", "--replay-for must be a number of minutes, hours or days")]
    [InlineData("x.db drain --to https://api.example --replay-for 0h", "--replay-for must be a number of minutes, hours or days")]
    [InlineData("x.db drain --to https://api.example --replay-for 3651d", "--replay-for must be a number of minutes, hours or days")]
    [InlineData("x.db drain --to https://api.example --replay-for=", "--replay-for must be a number of minutes, hours or days")]
    [InlineData("x.db list --to https://api.example", "--to is for drain, not for list.")]
    [InlineData("x.db list --all", "outbox has no option --all.")]
    [InlineData("x.db list --key abc", "A key is no argument")]
    [InlineData("x.db list --key-file", "--key-file needs a value.")]
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

    [Theory]
    [InlineData("90m", 90)]
    [InlineData("24h", 24 * 60)]
    [InlineData("7d", 7 * 24 * 60)]
    [InlineData("3650d", 3650 * 24 * 60)]
    public void Parse_ReplayFor_IsRead(string text, int minutes) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), OutboxArguments.Parse(["x.db", "drain", "--to", "https://api.example", "--replay-for", text]).ReplayFor);

    [Fact]
    public void Parse_KeyFile_StandsAnywhere() =>
        Assert.Equal(new OutboxArguments("x.db", OutboxVerb.Show) { Id = "ab", KeyFile = "k" }, OutboxArguments.Parse(["--key-file=k", "x.db", "show", "ab"]));
}
