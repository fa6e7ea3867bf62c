using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Coalesce.Http.Tests.Parity;

public sealed class StatusParityTests
{
    private static readonly int[] WithBody =
        [200, 201, 202, 203, 206, 207, 226, 300, 400, 401, 402, 403, 404, 405, 406, 408, 409, 410, 411, 412, 413, 415, 416, 418, 422, 425, 428, 429, 431, 451, 500, 501, 502, 503, 504, 599];

    private static readonly ParityTable Table = new(
    [
        .. WithBody.Select(status => new ParityCase($"{status}", $" {status} ", run => run.SendAsync("GET"),
            Answer.Status(status, "some text"), On: On.Every)),
        .. new[] { 204, 205, 304 }.Select(status => new ParityCase($"{status} without body", $" {status} ",
            run => run.SendAsync("GET"), Answer.Status(status), On: On.Every)),
        .. new[] { 200, 404, 500 }.SelectMany(status => new[] { "HEAD", "POST", "DELETE" }.Select(method => new ParityCase(
            $"{status} to {method}", $" {status} ", run => run.SendAsync(method), Answer.Status(status, "some text"), On: On.Every))),
        new("200 with an empty body", "0 bytes", run => run.SendAsync("GET"), Answer.Status(200), On: On.Every),
        new("304 with its headers", "ETag: \"v1\"", run => run.SendAsync(run.RequestWith("If-None-Match", "\"v1\"")), context =>
        {
            context.Response.Headers.ETag = "\"v1\"";
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }, On: On.Every),
        new("206 to a Range", "Content-Range: bytes 0-4/10", run => run.SendAsync(run.RequestWith("Range", "bytes=0-4")), context =>
        {
            context.Response.Headers.ContentRange = "bytes 0-4/10";
            context.Response.StatusCode = StatusCodes.Status206PartialContent;
            return context.Response.WriteAsync("hello");
        }, On: On.Every),
        new("a reason phrase of its own", "200 Just Fine", run => run.SendAsync("GET"), Reason("Just Fine"), On: On.Http1),
        new("an empty reason phrase", "HTTP/1.1 200 \n", run => run.SendAsync("GET"), Raw: Head("HTTP/1.1 200 "), On: On.Http1),
        new("no reason phrase", "HTTP/1.1 200 \n", run => run.SendAsync("GET"), Raw: Head("HTTP/1.1 200"), On: On.Http1),
        new("a reason phrase beyond ASCII", "HTTP/1.1 200 gr", run => run.SendAsync("GET"), Raw: Head("HTTP/1.1 200 gr\u00FC\u00DFe"), On: On.Http1),
        new("a known reason phrase in odd case", "404 nOT fOUND", run => run.SendAsync("GET"), Raw: Head("HTTP/1.1 404 nOT fOUND"), On: On.Http1),
        new("a status beyond the known", " 799 ", run => run.SendAsync("GET"), Raw: Head("HTTP/1.1 799 Odd"), On: On.Http1),
        new("HTTP/1.0", "HTTP/1.0 200", run => run.SendAsync("GET"), Raw: Head("HTTP/1.0 200 OK"), On: On.Http1),
        new("HTTP/1.2", "HTTP/1.2 200", run => run.SendAsync("GET"), Raw: Head("HTTP/1.2 200 OK"), On: On.Http1),
        new("no HTTP at all", "HttpRequestException[InvalidResponse", run => run.SendAsync("GET"), Raw: Head("SSH-2.0-OpenSSH"), On: On.Http1),
        new("EnsureSuccessStatusCode on 404", "HttpRequestException[Unknown, NotFound]", Ensure, Answer.Status(404), On: On.Every),
        new("EnsureSuccessStatusCode on 200", "success: done", Ensure, On: On.Every),
        new("GetStringAsync on 500", "HttpRequestException[Unknown, InternalServerError]",
            run => run.NoteAsync("text", () => run.Client.GetStringAsync("/")), Answer.Status(500, "oh")),
        new("GetStreamAsync on 404", "HttpRequestException[Unknown, NotFound]",
            run => run.NoteAsync("text", () => run.Client.GetStreamAsync("/")), Answer.Status(404)),
        new("401 with credentials", "Authorization: Basic dTpw", run => run.SendAsync("GET"), Challenge,
            Handler: handler => handler.Credentials = new System.Net.NetworkCredential("u", "p"), On: On.Every),
        new("401 with credentials sent ahead", "Authorization: Basic dTpw", async run =>
        {
            await run.SendAsync("GET", "/one");
            await run.SendAsync("GET", "/two");
        }, Challenge, Handler: handler =>
        {
            handler.Credentials = new System.Net.NetworkCredential("u", "p");
            handler.PreAuthenticate = true;
        }, On: On.Http1),
        new("401 to a POST with credentials", "Authorization: Basic dTpw", run => run.SendAsync("POST", "/", new StringContent("body")), Challenge,
            Handler: handler => handler.Credentials = new System.Net.NetworkCredential("u", "p"), On: On.Http1),
        new("500 and then 200 on one connection", "HTTP/1.1 200", async run =>
        {
            await run.SendAsync("GET", "/fails");
            await run.SendAsync("GET", "/works");
        }, context =>
        {
            context.Response.StatusCode = context.Request.Path == "/fails" ? 500 : 200;
            return context.Response.WriteAsync("text");
        }, On: On.Http1),
    ]);

    public static TheoryData<string> Names => Table.Names;

    [Theory, MemberData(nameof(Names))]
    public Task Send_AnyStatus_DoesAsOverThePlainHandler(string name) => Table.AssertSameAsync(name);

    private static async Task Ensure(ParityRun run)
    {
        using var response = await run.ExchangeAsync(run.Request());
        await run.NoteAsync("success", () =>
        {
            response.EnsureSuccessStatusCode();
            return Task.CompletedTask;
        });
    }

    private static RequestDelegate Reason(string phrase) => context =>
    {
        context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = phrase;
        return context.Response.WriteAsync("hello");
    };

    private static Task Challenge(HttpContext context)
    {
        if (context.Request.Headers.Authorization.Count > 0) return context.Response.WriteAsync("hello");
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.Headers.WWWAuthenticate = "Basic realm=\"test\"";
        return Task.CompletedTask;
    }

    private static Func<RawConnection, Task> Head(string line) => async connection =>
    {
        await connection.ReadHeadAsync();
        await connection.WriteAsync($"{line}\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello");
    };
}
