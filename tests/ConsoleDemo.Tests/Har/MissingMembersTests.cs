namespace ConsoleDemo.Tests.Har;

/// <summary>What every entry must have.</summary>
public class MissingMembersTests
{
    [Theory]
    [InlineData("null", "some.har: log.entries[1] has no request.")]
    [InlineData("7", "some.har: log.entries[1] is not what a HAR file has there.")]
    [InlineData("{}", "some.har: log.entries[1] has no request.")]
    public void Read_EntryThatIsNone_IsNamed(string entry, string message) =>
        Assert.Equal(message, HarText.Error(HarText.Log(HarText.Entry(), entry)));

    [Theory]
    [InlineData(""" "request": { "method": "GET" } """, "has no request.url.")]
    [InlineData(""" "request": { "method": "GET", "url": "" } """, "has no request.url.")]
    [InlineData(""" "request": { "method": "GET", "url": null } """, "has no request.url.")]
    [InlineData(""" "request": { "url": "https://a.example/" } """, "has no request.method.")]
    public void Read_RequestWithoutWhatItNeeds_IsNamed(string request, string message) =>
        Assert.Equal($"some.har: log.entries[1] {message}", HarText.Error(HarText.Log(HarText.Entry(), HarText.Entry(request: request))));

    [Fact]
    public void Read_UrlOfAnotherType_NamesTheMember() => Assert.Equal(
        "some.har: log.entries[0].request.url is not what a HAR file has there.",
        HarText.Error(HarText.Log(HarText.Entry(request: """ "request": { "method": "GET", "url": 7 } """))));

    [Fact]
    public void Read_NoStart_IsNamed() =>
        Assert.Equal("some.har: log.entries[0] has no startedDateTime.", HarText.Error(HarText.Log(HarText.Entry(started: ""))));

    [Fact]
    public void Read_StartThatIsNoTime_IsNamedWithItsValue() => Assert.Equal(
        "some.har: log.entries[0] has a startedDateTime that is no time: \"soon\".",
        HarText.Error(HarText.Log(HarText.Entry(started: """ "startedDateTime": "soon" """))));

    [Fact]
    public void Read_NoTimesAtAll_IsNamed() =>
        Assert.Equal("some.har: log.entries[0] has neither time nor timings.", HarText.Error(HarText.Log(HarText.Entry(times: ""))));
}
