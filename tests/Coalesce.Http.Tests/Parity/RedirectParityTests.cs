using Microsoft.AspNetCore.Http;

namespace Coalesce.Http.Tests.Parity;

/// <summary>Redirects are followed below our chain: the caller's request must show where it ended all the same.</summary>
public sealed class RedirectParityTests
{
    private static readonly int[] Codes = [300, 301, 302, 303, 307, 308];

    private static readonly ParityTable Table = new(
    [
        .. Codes.SelectMany(code => new[] { "GET", "HEAD", "POST", "PUT", "DELETE" }.Select(method => new ParityCase(
            $"{code} to a {method}", "/end HTTP/", run => run.SendAsync(method, "/start"), To(code, "/end"), On: On.Every))),
        .. Codes.Select(code => new ParityCase(
            $"{code} to a POST with a body", "/end HTTP/", run => run.SendAsync("POST", "/start", new StringContent("body")), To(code, "/end"), On: On.Every)),
        .. Codes.Select(code => new ParityCase(
            $"{code} not followed", $" {code} ", run => run.SendAsync("GET", "/start"), To(code, "/end"),
            Handler: handler => handler.AllowAutoRedirect = false, On: On.Every)),
        new("304 is no redirect", " 304 ", run => run.SendAsync("GET", "/start"), To(304, "/end")),
        new("201 is no redirect", " 201 ", run => run.SendAsync("POST", "/start"), To(201, "/end")),
        To("a relative path", "/a/end", "/a/start", "end"),
        To("a path one up", "GET /end", "/a/start", "../end"),
        To("only a query", "/start?b=2", "/start?a=1", "?b=2", end: "?b=2"),
        To("a fragment", "/end#part", "/start", "/end#part"),
        To("a fragment kept from the request", "/end#mine", "/start#mine", "/end"),
        To("an empty Location", " 302 ", "/start", ""),
        To("a Location that does not parse", " 302 ", "/start", "http://[bad"),
        To("another scheme", "ConnectionRefused", "/start", "ftp://127.0.0.1:1/"),
        To("characters beyond ASCII", "/end", "/start", "/end?q=gr%C3%BC%C3%9Fe"),
        new("no Location", " 302 ", run => run.SendAsync("GET", "/start"), Answer.Status(302)),
        new("an absolute Location", "final request: GET http", run => run.SendAsync("GET", "/start"), Absolute, On: On.Every),
        new("three in a row", "/three HTTP/", run => run.SendAsync("GET", "/zero"), context => Next(context, "/zero", "/one", "/two", "/three"), On: On.Every),
        new("302 and then 307", "/three HTTP/", run => run.SendAsync("POST", "/one", new StringContent("body")), context =>
        {
            if (context.Request.Path == "/one") return Go(context, 302, "/two");
            return context.Request.Path == "/two" ? Go(context, 307, "/three") : context.Response.WriteAsync("end");
        }, On: On.Every),
        new("too many", " 302 ", run => run.SendAsync("GET", "/start"), context => Go(context, 302, context.Request.Path + "a"),
            Handler: handler => handler.MaxAutomaticRedirections = 3, On: On.Every),
        new("in a circle", " 302 ", run => run.SendAsync("GET", "/start"), context => Go(context, 302, "/start")),
        new("the Authorization is dropped", "authorization after: null", async run =>
        {
            var request = run.Request(target: "/start");
            request.Headers.Add("Authorization", "Bearer secret");
            using var response = await run.ExchangeAsync(request);
            await run.NoteAsync(response);
            run.Note("authorization after", response.RequestMessage!.Headers.Authorization);
        }, To(302, "/end"), On: On.Every),
        new("the caller's own method and URI", "after: GET", async run =>
        {
            var request = run.Request("POST", "/start", new StringContent("body"));
            using var response = await run.ExchangeAsync(request);
            run.Note("after", $"{request.Method} {request.RequestUri}");
            run.Note("content", request.Content is null ? "dropped" : "kept");
        }, To(303, "/end"), On: On.Every),
        new("custom headers go along", "X-Custom: 1", async run =>
        {
            var request = run.Request(target: "/start");
            request.Headers.Add("X-Custom", "1");
            await run.SendAsync(request);
        }, To(302, "/end"), On: On.Every),
        new("a body that cannot be sent twice", "InvalidOperationException", run =>
            run.SendAsync("PUT", "/start", new StreamContent(new ForwardStream("abc"))), To(307, "/end")),
        new("a body behind the first answer", "hello", run => run.SendAsync("GET", "/start"), async context =>
        {
            if (context.Request.Path == "/start")
            {
                context.Response.StatusCode = 302;
                context.Response.Headers.Location = "/end";
            }
            await context.Response.WriteAsync("hello");
        }, On: On.Every),
        new("two GETs to one end", "/two HTTP/", async run =>
        {
            await run.SendAsync("GET", "/one");
            await run.SendAsync("GET", "/two");
        }, context => context.Request.Path == "/end" ? context.Response.WriteAsync("end") : Go(context, 302, "/end"), On: On.Every),
    ]);

    public static TheoryData<string> Names => Table.Names;

    [Theory, MemberData(nameof(Names))]
    public Task Send_AnyRedirect_DoesAsOverThePlainHandler(string name) => Table.AssertSameAsync(name);

    private static ParityCase To(string name, string expect, string start, string location, string end = "end") =>
        new(name, expect, run => run.SendAsync("GET", start), context =>
            End(context.Request).Contains(end, StringComparison.Ordinal) ? context.Response.WriteAsync("end") : Go(context, 302, location),
            On: On.Every);

    private static string End(HttpRequest request) => request.Path + request.QueryString;

    private static RequestDelegate To(int code, string location) => context =>
        context.Request.Path == "/end" ? context.Response.WriteAsync("end") : Go(context, code, location);

    private static Task Absolute(HttpContext context) => context.Request.Path == "/end"
        ? context.Response.WriteAsync("end")
        : Go(context, 302, $"http://{context.Request.Host}/end");

    private static Task Next(HttpContext context, params string[] path)
    {
        var here = Array.IndexOf(path, context.Request.Path.Value);
        return here == path.Length - 1 ? context.Response.WriteAsync("end") : Go(context, 302, path[here + 1]);
    }

    private static Task Go(HttpContext context, int code, string location)
    {
        context.Response.StatusCode = code;
        context.Response.Headers.Location = location;
        return Task.CompletedTask;
    }
}
