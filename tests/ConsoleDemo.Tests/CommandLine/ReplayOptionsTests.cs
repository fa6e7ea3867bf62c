using ConsoleDemo.CommandLine;

namespace ConsoleDemo.Tests.CommandLine;

public class ReplayOptionsTests
{
    [Fact]
    public void Parse_AllOptions_AreTaken()
    {
        var options = ReplayOptions.Parse(["--speed", "2.5", "a.har", "--max-concurrency=6", "--routes", "r.json", "--svg", "o.svg", "--no-cache", "--json", "o.json"]);
        Assert.Equal(
            new ReplayOptions { File = "a.har", Speed = 2.5, MaxConcurrency = 6, Routes = "r.json", Svg = "o.svg", NoCache = true, Json = "o.json" }, options);
    }

    [Theory]
    [InlineData("", "replay needs a HAR file.")]
    [InlineData("a.har b.har", "replay takes one file; \"b.har\" is a second.")]
    [InlineData("a.har --fast", "replay has no option --fast.")]
    [InlineData("a.har --speed", "--speed needs a value.")]
    [InlineData("a.har --no-cache=1", "--no-cache takes no value.")]
    [InlineData("a.har --speed 0", "--speed must be a number from 0.001 to 1000000, not \"0\".")]
    [InlineData("a.har --speed NaN", "--speed must be a number from 0.001 to 1000000, not \"NaN\".")]
    [InlineData("a.har --speed 1,5", "--speed must be a number from 0.001 to 1000000, not \"1,5\".")]
    [InlineData("a.har --max-concurrency 0", "--max-concurrency must be a whole number from 1, not \"0\".")]
    [InlineData("a.har --max-concurrency -1", "--max-concurrency must be a whole number from 1, not \"-1\".")]
    public void Parse_WrongOptions_SaysWhatIsWrong(string args, string message) => Assert.Equal(
        message, Assert.Throws<UsageException>(() => ReplayOptions.Parse(args.Split(' ', StringSplitOptions.RemoveEmptyEntries))).Message);
}
