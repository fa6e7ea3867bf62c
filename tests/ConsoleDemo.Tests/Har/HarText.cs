using System.Text;
using ConsoleDemo.Har;

namespace ConsoleDemo.Tests.Har;

/// <summary>HAR files for tests.</summary>
internal static class HarText
{
    public const string Request = """ "request": { "method": "GET", "url": "https://a.example/x" } """;
    public const string Response = """ "response": { "status": 200, "content": { "size": 2, "text": "ok" } } """;
    public const string Started = """ "startedDateTime": "2026-01-15T09:00:00.000Z" """;
    public const string Times = """ "time": 12, "timings": { "wait": 10, "receive": 2 } """;

    public static string Entry(string request = Request, string response = Response, string started = Started, string times = Times) =>
        "{" + string.Join(",", new[] { request, response, started, times }.Where(part => part.Length > 0)) + "}";

    public static string Log(params string[] entries) => $$"""{ "log": { "version": "1.2", "entries": [{{string.Join(",", entries)}}] } }""";

    public static Recording Read(string json) => Read(Encoding.UTF8.GetBytes(json));

    public static Recording Read(byte[] file) => Recording.Read(new MemoryStream(file), "some.har");

    /// <summary>The only exchange of a file with one entry.</summary>
    public static Exchange One(Recording recording) => Assert.Single(recording.Exchanges);

    public static string Error(string json) => Assert.Throws<InputException>(() => Read(json).Dispose()).Message;

    public static byte[] Bytes(Body body)
    {
        var bytes = new byte[body.Length];
        for (var position = 0; position < bytes.Length;) position += body.Read(position, bytes.AsSpan(position));
        return bytes;
    }

    public static string Text(Body body) => Encoding.UTF8.GetString(Bytes(body));
}
