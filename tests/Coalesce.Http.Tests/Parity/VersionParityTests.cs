using System.Net;
using Coalesce.Http.Testing;
using Microsoft.AspNetCore.Http;

namespace Coalesce.Http.Tests.Parity;

public sealed class VersionParityTests
{
    private const HttpVersionPolicy Exact = HttpVersionPolicy.RequestVersionExact;
    private const HttpVersionPolicy OrLower = HttpVersionPolicy.RequestVersionOrLower;
    private const HttpVersionPolicy OrHigher = HttpVersionPolicy.RequestVersionOrHigher;

    private static readonly ParityTable Table = new(
    [
        Ask("1.0", OrLower, "HTTP/1.0\n"),
        Ask("1.0", Exact, "HTTP/1.0\n"),
        Ask("1.1", OrLower, "HTTP/1.1\n"),
        Ask("1.1", Exact, "HTTP/1.1\n"),
        Ask("1.1", OrHigher, "HTTP/1.1\n"),
        Ask("2.0", OrLower, "HTTP/1.1\n"),
        Refused(OrHigher),
        Refused(Exact),
        Ask("3.0", OrLower, "HTTP/1.1\n"),
        Ask("3.0", Exact, "HttpRequestException"),
        Ask("0.9", Exact, "throws"),
        Ask("2.0", Exact, "HTTP/2\n", On.Http2),
        Ask("2.0", OrHigher, "HTTP/2\n", On.Http2),
        Ask("2.0", OrLower, "400 Bad Request", On.Http2),
        Ask("1.1", Exact, "400 Bad Request", On.Http2),
        new("DefaultRequestVersion", "HTTP/2\n", async run =>
        {
            run.Client.DefaultRequestVersion = HttpVersion.Version20;
            run.Client.DefaultVersionPolicy = Exact;
            await run.NoteAsync(await run.Client.GetAsync("/"));
        }, On: On.Http2),
        new("the version of the caller's request after", "after: 2.0", async run =>
        {
            var request = Request(run, "2.0", OrLower);
            using var response = await run.ExchangeAsync(request);
            run.Note("after", request.Version);
            await run.NoteAsync(response);
        }),
        new("1.1 and 2.0 after each other", "At the origin", async run =>
        {
            await run.SendAsync(Request(run, "2.0", Exact));
            await run.SendAsync(Request(run, "2.0", OrHigher));
        }, On: On.Http2),
        new("two streams on one connection", "second: hello", async run =>
        {
            using var first = await run.ExchangeAsync(run.Request(target: "/1"), HttpCompletionOption.ResponseHeadersRead);
            using var second = await run.ExchangeAsync(run.Request(target: "/2"), HttpCompletionOption.ResponseHeadersRead);
            await run.NoteAsync("second", () => second.Content.ReadAsStringAsync());
            await run.NoteAsync("first", () => first.Content.ReadAsStringAsync());
        }, On: On.Http2),
    ]);

    public static TheoryData<string> Names => Table.Names;

    [Theory, MemberData(nameof(Names))]
    public Task Send_AnyVersion_DoesAsOverThePlainHandler(string name) => Table.AssertSameAsync(name);

    /// <summary>The one deliberate difference: flights are asynchronous, so a synchronous caller may wait for any version.</summary>
    [Fact]
    public async Task Send_SynchronouslyOverHttp2_WorksWhereThePlainHandlerThrows()
    {
        await using var origin = await TestOrigin.StartAsync(context => context.Response.WriteAsync("hello"), http2: true);
        using var plain = new HttpClient(new SocketsHttpHandler());
        using var ours = new HttpClient(CoalescingPipeline.Create(new SocketsHttpHandler()));

        Assert.Throws<NotSupportedException>(() => plain.Send(Get()));
        using var response = await Wait.ForAsync(Task.Run(() => ours.Send(Get())));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);

        HttpRequestMessage Get() => new(HttpMethod.Get, origin.Http2Address) { Version = HttpVersion.Version20, VersionPolicy = Exact };
    }

    private static ParityCase Ask(string version, HttpVersionPolicy policy, string expect, On on = On.Async) =>
        new($"{version} {policy}", expect, run => run.SendAsync(Request(run, version, policy)), On: on);

    /// <summary>
    /// HTTP/2 to a port that speaks only HTTP/1.1. Whether the client sees the protocol error or the closed connection first is chance,
    /// also over the plain handler.
    /// </summary>
    private static ParityCase Refused(HttpVersionPolicy policy) => new($"2.0 {policy}", "throws HttpRequestException", async run =>
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => run.ExchangeAsync(Request(run, "2.0", policy)));
        run.Note($"throws {failure.GetType().Name}");
    });

    private static HttpRequestMessage Request(ParityRun run, string version, HttpVersionPolicy policy)
    {
        var request = run.Request();
        request.Version = Version.Parse(version);
        request.VersionPolicy = policy;
        return request;
    }
}
