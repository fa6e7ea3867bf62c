namespace ConsoleDemo.Tests.Har;

/// <summary>What is odd but legal: it works, or is left out with a reason.</summary>
public class OddEntriesTests
{
    [Theory]
    [InlineData("data:text/plain,x", "data: URL")]
    [InlineData("blob:https://a.example/6e1f", "blob: URL")]
    [InlineData("chrome-extension://abc/x.js", "chrome-extension: URL")]
    [InlineData("ws://a.example/feed", "WebSocket")]
    [InlineData("wss://a.example/feed", "WebSocket")]
    [InlineData("http://", "unreadable URL")]
    [InlineData("not a url", "unreadable URL")]
    public void Read_UrlThatIsNoHttp_IsSkippedWithTheReason(string url, string reason) =>
        AssertSkipped(reason, HarText.Entry(request: $$""" "request": { "method": "GET", "url": "{{url}}" } """));

    [Theory]
    [InlineData("CONNECT", "CONNECT tunnel")]
    [InlineData("NO SUCH", "impossible method")]
    public void Read_MethodThatCannotBeSent_IsSkippedWithTheReason(string method, string reason) =>
        AssertSkipped(reason, HarText.Entry(request: $$""" "request": { "method": "{{method}}", "url": "https://a.example/" } """));

    [Theory]
    [InlineData("101", "status 1xx")]
    [InlineData("1000", "impossible status")]
    public void Read_StatusThatCannotBeServed_IsSkippedWithTheReason(string status, string reason) =>
        AssertSkipped(reason, HarText.Entry(response: $$""" "response": { "status": {{status}} } """));

    [Fact]
    public void Read_StatusZeroWithoutTime_WasNeverSent() => AssertSkipped(
        "never sent: status 0 and no time", HarText.Entry(response: """ "response": { "status": 0 } """, times: """ "time": 0 """));

    [Fact]
    public void Read_StatusZeroWithTime_IsARequestThatItsCallerGaveUp()
    {
        using var recording = HarText.Read(HarText.Log(HarText.Entry(response: """ "response": { "status": 0 } """, times: """ "time": 120.5 """)));
        var exchange = HarText.One(recording);
        Assert.Null(exchange.Answer);
        Assert.Equal(TimeSpan.FromMilliseconds(120.5), exchange.GaveUpAfter);
    }

    [Theory]
    [InlineData(""" "time": 12, "timings": { "wait": 10, "receive": 2 } """, 10, 2)]
    [InlineData(""" "time": -1, "timings": { "wait": -1, "receive": -1 } """, 0, 0)]
    [InlineData(""" "time": 80, "timings": { "wait": -1, "receive": -1 } """, 80, 0)]
    [InlineData(""" "time": 80 """, 80, 0)]
    [InlineData(""" "time": 80, "timings": {} """, 80, 0)]
    [InlineData(""" "timings": { "wait": 7 } """, 7, 0)]
    [InlineData(""" "time": "12.5", "timings": { "wait": "10.5", "receive": 2e0 } """, 10.5, 2)]
    public void Read_Times_AreTakenFromWhatIsThere(string times, double wait, double receive)
    {
        using var recording = HarText.Read(HarText.Log(HarText.Entry(times: times)));
        var answer = HarText.One(recording).Answer!;
        Assert.Equal((wait, receive), (answer.Wait.TotalMilliseconds, answer.Receive.TotalMilliseconds));
    }

    [Fact]
    public void Read_EntriesOutOfOrder_ArePlayedInOrderOfTime()
    {
        var (late, early) = ("2026-01-15T10:00:01+01:00", "2026-01-15T09:00:00.25Z");
        using var recording = HarText.Read(HarText.Log(
            HarText.Entry(started: $""" "startedDateTime": "{late}" """), HarText.Entry(started: $""" "startedDateTime": "{early}" """)));
        Assert.Equal([1, 0], recording.Exchanges.Select(exchange => exchange.Index));
        Assert.Equal(TimeSpan.FromMilliseconds(750), recording.Span);
    }

    [Theory]
    [InlineData("https://a.example/x?y=1#z", "http://a.example:443/x?y=1")]
    [InlineData("http://a.example/x", "http://a.example/x")]
    [InlineData("https://a.example:8443/", "http://a.example:8443/")]
    [InlineData("https://user:secret@a.example/", "http://a.example:443/")]
    [InlineData("https://[::1]/x", "http://[::1]:443/x")]
    [InlineData("https://bücher.example/ä", "http://xn--bcher-kva.example:443/%C3%A4")]
    public void Read_Url_KeepsHostPathAndQuery(string recorded, string onTheWire)
    {
        using var recording = HarText.Read(HarText.Log(HarText.Entry(request: $$""" "request": { "method": "GET", "url": "{{recorded}}" } """)));
        Assert.Equal(onTheWire, HarText.One(recording).Target.Url);
    }

    private static void AssertSkipped(string reason, string entry)
    {
        using var recording = HarText.Read(HarText.Log(HarText.Entry(), entry, entry));
        Assert.Single(recording.Exchanges);
        Assert.Equal(KeyValuePair.Create(reason, 2), Assert.Single(recording.Skipped));
    }
}
