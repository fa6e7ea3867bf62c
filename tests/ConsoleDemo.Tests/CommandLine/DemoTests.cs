using System.Text.Json;
using System.Xml.Linq;
using ConsoleDemo.CommandLine;
using ConsoleDemo.Drawing;

namespace ConsoleDemo.Tests.CommandLine;

/// <summary>The program as its user meets it: arguments in, text and exit code out.</summary>
public sealed class DemoTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    private static string Talk => Trace("talk.har");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("dance", "There is no command dance.")]
    [InlineData("--loud", "There is no command --loud.")]
    [InlineData("replay", "replay needs a HAR file.")]
    public async Task RunAsync_UnknownCommand_ShowsTheUsage(string command, string message)
    {
        Assert.Equal(2, await RunAsync(command));
        Assert.StartsWith($"{message}\n\nUsage:", _errors.ToString());
    }

    [Fact]
    public async Task RunAsync_Help_ShowsTheUsage()
    {
        Assert.Equal(0, await RunAsync("--help"));
        Assert.StartsWith("Usage:", _output.ToString());
    }

    [Fact]
    public async Task RunAsync_FileThatIsNoHar_SaysSoWithoutAStackTrace()
    {
        var file = Write("page.har", "<html>");
        Assert.Equal(2, await RunAsync("replay", file));
        Assert.Equal($"{file} is no valid JSON at line 1 (a HAR file begins with a brace).\n", _errors.ToString());
    }

    [Fact]
    public async Task RunAsync_RoutesThatAreMissing_SaysSo()
    {
        Assert.Equal(2, await RunAsync("replay", Talk, "--routes", "no-such.json"));
        Assert.Equal("no-such.json does not exist.\n", _errors.ToString());
    }

    [Fact]
    public async Task RunAsync_RoutesThatAreNoJson_SaysSo()
    {
        var routes = Write("routes.json", "{ \"MaxConcurrency\": ");
        Assert.Equal(2, await RunAsync("replay", Talk, "--routes", routes));
        Assert.StartsWith($"{routes} cannot be read: ", _errors.ToString());
    }

    [Fact]
    public async Task RunAsync_PictureInAFolderThatDoesNotExist_SaysSoBeforeItPlays()
    {
        Assert.Equal(2, await RunAsync("replay", Talk, "--svg", Path.Combine(_folder.FullName, "none", "x.svg")));
        Assert.Contains("cannot be written: there is no folder", _errors.ToString());
        Assert.Equal("", _output.ToString());
    }

    [Fact]
    public async Task RunAsync_ReplayOfTheTalk_PrintsAndWritesItsFigures()
    {
        var (svg, json) = (Path.Combine(_folder.FullName, "talk.svg"), Path.Combine(_folder.FullName, "talk.json"));
        Assert.Equal(0, await RunAsync("replay", Talk, "--speed", "2", "--svg", svg, "--json", json));

        Assert.Equal("", _errors.ToString());
        Assert.Contains("requests asked", _output.ToString());
        Assert.DoesNotContain('\u001b', _output.ToString());
        Assert.Equal("svg", XDocument.Load(svg).Root!.Name.LocalName);
        var figures = JsonDocument.Parse(File.ReadAllText(json)).RootElement;
        Assert.Equal((10, 10), (Figure(figures, "plain", "asked"), Figure(figures, "plain", "sent")));
        Assert.Equal((10, 4), (Figure(figures, "broker", "asked"), Figure(figures, "broker", "sent")));
        Assert.Equal(0, Figure(figures, "plain", "failed") + Figure(figures, "broker", "failed"));
        Assert.Equal(4, figures.GetProperty("routes").GetArrayLength());
    }

    [Fact]
    public async Task RunAsync_RecordingOfOddEntriesOnly_CountsThemAsSkipped()
    {
        var file = Write("odd.har", Har.HarText.Log(Har.HarText.Entry(""" "request": { "method": "GET", "url": "data:,x" } """)));
        Assert.Equal(0, await RunAsync("replay", file));
        Assert.Contains("Skipped 1 more: data: URL (1).", _output.ToString());
    }

    [Fact]
    public async Task RunAsync_ReplayWithRoutes_GoesByTheirUrgency()
    {
        var json = Path.Combine(_folder.FullName, "talk.json");
        Assert.Equal(0, await RunAsync("replay", Talk, "--speed", "2", "--routes", Trace("talk.routes.json"), "--json", json));

        var figures = JsonDocument.Parse(File.ReadAllText(json)).RootElement;
        Assert.Equal((1, 4), (figures.GetProperty("maxConcurrency").GetInt32(), Figure(figures, "broker", "sent")));
        var medians = figures.GetProperty("routes").EnumerateArray().ToDictionary(
            route => route.GetProperty("route").GetString()!, route => route.GetProperty("broker").GetProperty("medianMs").GetDouble());
        Assert.Equal(["GET /me", "GET /posts/top", "GET /notifs/count", "GET /me/groups"], medians.OrderBy(route => route.Value).Select(route => route.Key));
    }

    [Theory]
    [InlineData("""{ "MaxConcurrency": 0 }""", "MaxConcurrency")]
    [InlineData("""{ "MaxConcurrency": "many" }""", "MaxConcurrency")]
    [InlineData("""{ "Routes": { "GET /me": { "Urgency": 9 } } }""", "GET /me")]
    [InlineData("""{ "Routes": { "GET me": {} } }""", "GET me")]
    public async Task RunAsync_OptionsThatTheLibraryRefuses_EndInItsOwnMessage(string options, string named)
    {
        var routes = Write("routes.json", options);
        Assert.Equal(2, await RunAsync("replay", Talk, "--routes", routes));
        Assert.StartsWith($"{routes}: ", _errors.ToString());
        Assert.Contains(named, _errors.ToString());
    }

    [Theory]
    [InlineData(3, 1, "--speed", "1")]
    [InlineData(4, 0, "--no-cache")]
    public async Task RunAsync_ReplayWithFreshness_AnswersOfTheCacheUntilAWrite(int sent, int hits, params string[] more)
    {
        var file = Write("own.har", Har.HarText.Log(
            Har.HarText.Entry(Get, Body("b1"), At(0), Took), Har.HarText.Entry(Get, Body("b1"), At(300), Took),
            Har.HarText.Entry(Get.Replace("GET", "PUT", StringComparison.Ordinal), Body("b2"), At(310), Took), Har.HarText.Entry(Get, Body("b3"), At(320), Took)));
        var (routes, json) = (Write("fresh.json", """{ "Routes": { "GET /{**any}": { "FreshFor": "01:00:00", "FreshEvenIfNoStore": true } } }"""), Path.Combine(_folder.FullName, "own.json"));

        Assert.Equal(0, await RunAsync(["replay", file, "--routes", routes, "--json", json, .. more]));

        var figures = JsonDocument.Parse(File.ReadAllText(json)).RootElement;
        Assert.Equal((4, sent, hits), (Figure(figures, "plain", "sent"), Figure(figures, "broker", "sent"), Figure(figures, "broker", "hits")));
        Assert.Equal((0, 0, hits * 100), (Figure(figures, "plain", "otherBodies"), Figure(figures, "broker", "otherBodies"), Figure(figures, "broker", "bytesKept")));
    }

    /// <summary>The figure that must be 0 elsewhere can be another.</summary>
    [Fact]
    public async Task RunAsync_ReplayWhoseWritesForgetNothing_CountsTheBodiesThatAreNotAsRecorded()
    {
        var write = Get.Replace("GET", "PUT", StringComparison.Ordinal).Replace("/x", "/y", StringComparison.Ordinal);
        var file = Write("own.har", Har.HarText.Log(
            Har.HarText.Entry(Get, Body("b1"), At(0), Took), Har.HarText.Entry(write, Body("b2"), At(300), Took), Har.HarText.Entry(Get, Body("b3"), At(600), Took)));
        var (routes, json) = (Write("fresh.json", """{ "Routes": { "GET /x": { "FreshFor": "01:00:00", "FreshEvenIfNoStore": true }, "PUT /y": { "Forgets": false } } }"""), Path.Combine(_folder.FullName, "own.json"));

        Assert.Equal(0, await RunAsync("replay", file, "--routes", routes, "--json", json));

        var figures = JsonDocument.Parse(File.ReadAllText(json)).RootElement;
        Assert.Equal((0, 1, 1), (Figure(figures, "plain", "otherBodies"), Figure(figures, "broker", "otherBodies"), Figure(figures, "broker", "hits")));
    }

    private const string Get = """ "request": { "method": "GET", "url": "https://a.example/x" } """;
    private const string Took = """ "time": 1, "timings": { "wait": 1, "receive": 0 } """;

    private static string Body(string id) => $$""" "response": { "status": 200, "headers": [ { "name": "Cache-Control", "value": "no-store" } ], "content": { "size": 100, "_bodyId": "{{id}}" } } """;

    private static string At(int milliseconds) => $$""" "startedDateTime": "2026-01-15T09:00:00.{{milliseconds:000}}Z" """;

    private static string Trace(string name) => Path.Combine(AppContext.BaseDirectory, "traces", name);

    private static int Figure(JsonElement figures, string run, string name) => figures.GetProperty(run).GetProperty(name).GetInt32();

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    private Task<int> RunAsync(params string[] args) =>
        new Demo(Consoles.PlainText(_output), _errors, TimeProvider.System).RunAsync(args, TestContext.Current.CancellationToken);
}
