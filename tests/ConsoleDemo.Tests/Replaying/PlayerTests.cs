using ConsoleDemo.Asking;
using ConsoleDemo.Figures;
using ConsoleDemo.Har;
using ConsoleDemo.Origins;
using ConsoleDemo.Replaying;
using ConsoleDemo.Tests.Figures;
using ConsoleDemo.Tests.Har;

namespace ConsoleDemo.Tests.Replaying;

/// <summary>Over a real socket, in no time.</summary>
public class PlayerTests
{
    [Fact]
    public async Task PlayAsync_AnswersAndRequests_AreAsRecorded()
    {
        using var recording = HarText.Read(HarText.Log(HarText.Entry(
            """
            "request": { "method": "POST", "url": "https://a.example:8443/x?y=%3C1%3E", "postData": { "text": "body" },
                "headers": [ { "name": ":authority", "value": "a.example" }, { "name": "Host", "value": "b.example" },
                    { "name": "X-One", "value": "é" }, { "name": "Content-Type", "value": "a/b" }, { "name": "Content-Length", "value": "999" } ] }
            """,
            """
            "response": { "status": 418, "content": { "size": 70000, "text": "ok" },
                "headers": [ { "name": "content-encoding", "value": "br" }, { "name": "content-length", "value": "1" }, { "name": "Set-Cookie", "value": "a=1\nb=2" } ] }
            """)));
        var seen = new RecordingHandler();
        var run = await PlayAsync(recording.Exchanges, seen);

        var ask = Assert.Single(run.Asks);
        Assert.Equal((AskEnd.Answered, 70_000), (ask.End, ask.Bytes));
        var sent = Assert.Single(run.Sent);
        Assert.Equal(("POST", "http://a.example:8443/x?y=%3C1%3E", 70_000, 418), (sent.Method, sent.Url, sent.Bytes, sent.Status));
        Assert.Equal(["a=1", "b=2"], seen.Response!.Headers.GetValues("Set-Cookie"));
        Assert.Empty(seen.Response.Content.Headers.ContentEncoding);
        Assert.Equal(70_000, seen.Response.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task PlayAsync_SameUrlAgain_GetsTheAnswersInOrder()
    {
        using var recording = HarText.Read(HarText.Log([.. Enumerable.Range(0, 3).Select(i => HarText.Entry(
            response: $$""" "response": { "status": {{200 + i}} } """, started: $$""" "startedDateTime": "2026-01-15T09:0{{i}}:00Z" """))]));
        var run = await PlayAsync(recording.Exchanges, maxConcurrency: 1);
        Assert.Equal([200, 201, 202], run.Sent.Select(sent => sent.Status));
    }

    [Theory]
    [InlineData("HEAD", 200)]
    [InlineData("GET", 204)]
    [InlineData("GET", 304)]
    [InlineData("GET", 302)]
    [InlineData("GET", 401)]
    [InlineData("GET", 999)]
    public async Task PlayAsync_AnyStatus_IsTakenAsItIs(string method, int status)
    {
        using var recording = HarText.Read(HarText.Log(HarText.Entry(
            $$""" "request": { "method": "{{method}}", "url": "https://a.example/" } """,
            $$""" "response": { "status": {{status}}, "headers": [ { "name": "Location", "value": "https://b.example/" } ] } """)));
        var run = await PlayAsync(recording.Exchanges);
        Assert.Equal((AskEnd.Answered, status), (Assert.Single(run.Asks).End, Assert.Single(run.Sent).Status));
    }

    [Fact]
    public async Task PlayAsync_RequestThatItsCallerGaveUp_IsGivenUpAndAborted()
    {
        var run = await PlayAsync([Made.Exchange(0, gaveUpAfter: TimeSpan.FromSeconds(1))]);
        Assert.Equal(AskEnd.GivenUp, Assert.Single(run.Asks).End);
        Assert.All(run.Sent, sent => Assert.True(sent.Aborted));
    }

    [Fact]
    public async Task PlayAsync_UrlThatWasNeverRecorded_Fails()
    {
        var clock = new Clock(TimeProvider.System);
        await using var origin = await Origin.StartAsync(clock, new RecordedAnswers([], 1, clock), TestContext.Current.CancellationToken);
        using var client = ReplayClient.Plain(origin.Address, null);
        var ask = await new Asker(client.Http, clock).GetAsync("0", new Uri("http://a.example/x"), TestContext.Current.CancellationToken);
        Assert.Equal(AskEnd.Failed, ask.End);
    }

    [Fact]
    public async Task PlayAsync_HostsThatAreReal_AreNeverDialled()
    {
        string[] urls = ["http://localhost:9977/x", "http://127.0.0.1:9/x", "http://no-such-host.invalid:443/x"];
        var exchanges = urls.Select((url, i) => Made.Exchange(i, url, new Answer(200, [], Body.Empty, default, default))).ToList();
        var run = await PlayAsync(exchanges);
        Assert.Equal(urls.Order(), run.Sent.Select(sent => sent.Url).Order());
        Assert.All(run.Asks, ask => Assert.Equal(AskEnd.Answered, ask.End));
    }

    private static Task<Run> PlayAsync(IReadOnlyList<Exchange> exchanges, RecordingHandler? seen = null, int? maxConcurrency = null)
    {
        ReplayClient Connect(Uri origin)
        {
            var plain = ReplayClient.Plain(origin, maxConcurrency);
            return seen is null ? plain : seen.Around(plain);
        }
        return new Player(exchanges, speed: 1_000, TimeProvider.System).PlayAsync("plain", Connect, () => { }, TestContext.Current.CancellationToken);
    }
}
