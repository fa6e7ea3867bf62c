using Microsoft.AspNetCore.Http;

namespace Coalesce.Http.Tests.Parity;

public sealed class ResponseHeaderParityTests
{
    private static readonly ParityTable Table = new(
        Header("an unknown header", "X-Unknown: value", "X-Unknown", "value"),
        Header("a repeated header", "X-Many: one | two", "X-Many", "one", "two"),
        Header("an empty value", "X-Empty: ", "X-Empty", ""),
        Header("an ETag", "ETag: W/\"v1\"", "ETag", "W/\"v1\""),
        Header("an ETag that does not parse", "ETag: v1", "ETag", "v1"),
        Header("Cache-Control", "Cache-Control = max-age=60, private", "Cache-Control", "private, max-age=60"),
        Header("a Cache-Control that does not parse", "Cache-Control: private=", "Cache-Control", "private="),
        Header("two Cache-Controls", "Cache-Control", "Cache-Control", "no-cache", "must-revalidate"),
        Header("Vary", "Vary: Accept", "Vary", "Accept", "Accept-Language"),
        Header("Vary on everything", "Vary: *", "Vary", "*"),
        Header("Expires that is no date", "Expires: 0", "Expires", "0"),
        Header("Last-Modified", "Last-Modified: Wed", "Last-Modified", "Wed, 21 Oct 2015 07:28:00 GMT"),
        Header("Content-Language", "Content-Language: de | en", "Content-Language", "de", "en"),
        Header("a Content-Type that does not parse", "Content-Type: a/b/c", "Content-Type", "a/b/c"),
        Header("Content-Type without charset", "Content-Type: text/html", "Content-Type", "text/html"),
        Header("Content-Disposition", "attachment", "Content-Disposition", "attachment; filename=\"a b.txt\""),
        Header("Content-Range", "Content-Range: bytes 0-4/10", "Content-Range", "bytes 0-4/10"),
        Header("Allow", "Allow: GET, POST", "Allow", "GET, POST"),
        Header("Set-Cookie", "Set-Cookie: a=1; path=/ | b=2", "Set-Cookie", "a=1; path=/", "b=2"),
        Header("Location without a redirect", "Location: /elsewhere", "Location", "/elsewhere"),
        Header("Retry-After", "Retry-After: 5", "Retry-After", "5"),
        Header("Age and Warning", "Warning: 110", "Warning", "110 - \"stale\""),
        Header("Link, twice", "Link: <a>; rel=next | <b>; rel=last", "Link", "<a>; rel=next", "<b>; rel=last"),
        Header("WWW-Authenticate, twice", "WWW-Authenticate", "WWW-Authenticate", "Basic realm=\"a, b\"", "Bearer"),
        new("Connection close", "Connection: close", run => run.SendAsync("GET"), Answer.Header("Connection", "close"), On: On.Http1),
        new("Content-Length of a HEAD", "content length: 1234", run => run.SendAsync("HEAD"), context =>
        {
            context.Response.ContentLength = 1234;
            return Task.CompletedTask;
        }, On: On.Every),
        new("Content-Length of a GET", "content length: 5", run => run.SendAsync("GET"), context =>
        {
            context.Response.ContentLength = 5;
            return context.Response.WriteAsync("hello");
        }, On: On.Every),
        new("no Content-Length", "content length: null", run => run.SendAsync(run.Request(), HttpCompletionOption.ResponseHeadersRead),
            On: On.Every),
        new("trailers", "X-Sum: 15", run => run.SendAsync("GET"), Trailers, On: On.Http2),
        new("trailers of a HEAD", "HEAD", run => run.SendAsync("HEAD"), Trailers, On: On.Http2),
        new("trailers before the body was read", "trailers\n", run => HeadFirst(run), Trailers, On: On.Http2),
        new("trailers of chunks", "X-Sum: 15", run => run.SendAsync("GET"), Raw: RawTrailers, On: On.Http1),
        new("trailers of chunks before they were read", "trailers\n", run => HeadFirst(run), Raw: RawTrailers, On: On.Http1),
        Raw("header names in odd case", "x-CuStOm: v", "200 OK", "x-CuStOm: v\r\ncontent-LENGTH: 0\r\n"),
        Raw("bytes beyond ASCII", "X-Latin: gr", "200 OK", "X-Latin: gr\u00FC\u00DFe\r\nContent-Length: 0\r\n"),
        Raw("spaces around a value", "X-Space: a  b", "200 OK", "X-Space:  \t a  b \t \r\nContent-Length: 0\r\n"),
        Raw("a folded header", "X-Fold", "200 OK", "X-Fold: a\r\n b\r\nContent-Length: 0\r\n"),
        Raw("a header without a colon", "HttpRequestException[InvalidResponse", "200 OK", "Nonsense\r\nContent-Length: 0\r\n"),
        Raw("a header name with a space", "HttpRequestException[InvalidResponse", "200 OK", "A B: c\r\nContent-Length: 0\r\n"),
        Raw("two different lengths", "Content-Length: 0 | 5", "200 OK", "Content-Length: 0\r\nContent-Length: 5\r\n"),
        Raw("a length that is no number", "200", "200 OK", "Content-Length: five\r\nConnection: close\r\n"),
        Raw("chunked and a length", "Transfer-Encoding: chunked", "200 OK", "Transfer-Encoding: chunked\r\nContent-Length: 9\r\n\r\n2\r\nab\r\n0\r\n"),
        Raw("Transfer-Encoding of our own", "200", "200 OK", "Transfer-Encoding: odd\r\nConnection: close\r\n"),
        Raw("Keep-Alive", "Keep-Alive: timeout=5", "200 OK", "Keep-Alive: timeout=5\r\nContent-Length: 0\r\n"),
        Raw("early hints first", "200 OK", "103 Early Hints", "Link: </a.css>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n"),
        Raw("more headers than allowed", "ConfigurationLimitExceeded", "200 OK", $"X-Long: {new string('a', 2000)}\r\nContent-Length: 0\r\n",
            handler => handler.MaxResponseHeadersLength = 1));

    public static TheoryData<string> Names => Table.Names;

    [Theory, MemberData(nameof(Names))]
    public Task Send_AnyResponseHeader_DoesAsOverThePlainHandler(string name) => Table.AssertSameAsync(name);

    private static ParityCase Header(string name, string expect, string header, params string[] values) =>
        new(name, expect, run => run.SendAsync("GET"), Answer.Header(header, values), On: On.Every);

    private static ParityCase Raw(string name, string expect, string status, string headers, Action<SocketsHttpHandler>? handler = null) =>
        new(name, expect, run => run.SendAsync("GET"), Handler: handler, On: On.Http1, Raw: async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.WriteAsync($"HTTP/1.1 {status}\r\n{headers}\r\n");
        });

    private static async Task HeadFirst(ParityRun run)
    {
        using var response = await run.ExchangeAsync(run.Request(), HttpCompletionOption.ResponseHeadersRead);
        run.Note("trailers" + Describe.Headers(response.TrailingHeaders));
        await run.NoteAsync(response);
    }

    private static async Task RawTrailers(RawConnection connection)
    {
        await connection.ReadHeadAsync();
        await connection.WriteAsync(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 15\r\nX-Late: a\r\nX-Late: b\r\n\r\n");
    }

    private static async Task Trailers(HttpContext context)
    {
        context.Response.DeclareTrailer("X-Sum");
        await context.Response.WriteAsync("hello");
        context.Response.AppendTrailer("X-Sum", "15");
        context.Response.AppendTrailer("X-Late", "a");
    }
}
