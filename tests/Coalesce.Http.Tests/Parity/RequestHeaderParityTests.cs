using System.Net.Http.Headers;

namespace Coalesce.Http.Tests.Parity;

public sealed class RequestHeaderParityTests
{
    private static readonly ParityTable Table = new(
        Header("a custom header", "X-Custom: value", "X-Custom", "value"),
        Header("a repeated header", "X-Many: one, two", "X-Many", "one", "two"),
        Header("an empty value", "X-Empty: ", "X-Empty", ""),
        Header("a value with delimiters", "a,b;c=\"d, e\"", "X-Odd", "a,b;c=\"d, e\""),
        Header("a value with tabs and spaces", "X-Space: ", "X-Space", "a \t b"),
        Header("a value beyond ASCII", "HttpRequestException", "X-Latin", "grüße"),
        new("a line break in a value", "X-Break: a", run => run.SendAsync(run.RequestWith("X-Break", "a\r\nX-Smuggled: 1")), On: On.Http1),
        Header("Accept", "Accept: application/json, text/*; q=0.5", "Accept", "application/json", "text/*; q=0.5"),
        Header("an Accept that does not parse", "Accept: ;;", "Accept", ";;"),
        Header("a Range", "Range: bytes=0-3", "Range", "bytes=0-3"),
        Header("If-None-Match", "If-None-Match: \"a\", W/\"b\"", "If-None-Match", "\"a\"", "W/\"b\""),
        Header("If-Modified-Since", "If-Modified-Since: Wed", "If-Modified-Since", "Wed, 21 Oct 2015 07:28:00 GMT"),
        Header("Authorization", "Authorization: Bearer secret", "Authorization", "Bearer secret"),
        Header("an Authorization without scheme", "Authorization: ,", "Authorization", ",,"),
        Header("a Cookie", "Cookie: a=1; b=2", "Cookie", "a=1; b=2"),
        Header("User-Agent", "User-Agent: test/1.0 (x; y)", "User-Agent", "test/1.0 (x; y)"),
        Header("a User-Agent that does not parse", "User-Agent: te(st", "User-Agent", "te(st"),
        Header("Host", "Host: example.org", "Host", "example.org"),
        Header("Priority", "Priority: u=1, i", "Priority", "u=1, i"),
        Header("Idempotency-Key", "Idempotency-Key: \"8e03\"", "Idempotency-Key", "\"8e03\""),
        Header("Cache-Control no-store", "Cache-Control: no-store", "Cache-Control", "no-store"),
        Header("Cache-Control no-cache", "Cache-Control: no-cache", "Cache-Control", "no-cache"),
        Header("Accept text/event-stream", "text/event-stream", "Accept", "text/event-stream"),
        Header("a header in odd case", "hello", "x-CuStOm", "value"),
        Header("Via and Forwarded", "Via: 1.1 proxy", "Via", "1.1 proxy"),
        Header("From without an address", "From: nobody", "From", "nobody"),
        Header("a header that belongs to content", "hello", "Content-Language", "de"),
        Header("Accept-Encoding", "Accept-Encoding: br;q=1.0", "Accept-Encoding", "br;q=1.0"),
        Header("TE", "TE: trailers", "TE", "trailers"),
        new("Connection close", "Connection: close", run =>
        {
            var request = run.Request();
            request.Headers.ConnectionClose = true;
            return run.SendAsync(request);
        }, On: On.Http1),
        new("typed headers", "If-Match: \"v1\"", run =>
        {
            var request = run.Request();
            request.Headers.IfMatch.Add(new EntityTagHeaderValue("\"v1\""));
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", "dTpw");
            request.Headers.AcceptLanguage.Add(new StringWithQualityHeaderValue("de", 0.5));
            request.Headers.CacheControl = new CacheControlHeaderValue { MaxAge = TimeSpan.FromSeconds(5) };
            request.Headers.Range = new RangeHeaderValue(1, null);
            request.Headers.Date = DateTimeOffset.UnixEpoch;
            return run.SendAsync(request);
        }, On: On.Every),
        new("many headers", "X-89: 89", run =>
        {
            var request = run.Request();
            foreach (var i in Enumerable.Range(0, 90)) request.Headers.Add($"X-{i}", $"{i}");
            return run.SendAsync(request);
        }, On: On.Http1),
        new("a body's headers beside the request's", "X-Body: 2", run =>
        {
            var request = run.Request("PUT", "/", new StringContent("a"));
            request.Headers.Add("X-Head", "1");
            request.Content!.Headers.Add("X-Body", "2");
            return run.SendAsync(request);
        }, On: On.Every),
        new("the bytes on the wire", "X-B: 1\r\nAccept: */*", run =>
        {
            var request = run.Request(target: "/p/%7Eq?b=%20&a");
            request.Headers.Add("X-B", "1");
            request.Headers.Add("Accept", "*/*");
            request.Headers.Add("x-a", ["2", "3"]);
            request.Headers.Add("User-Agent", "a/1 b/2");
            return run.SendAsync(request);
        }, Raw: Hello, On: On.Http1),
        new("the bytes on the wire of a POST", "Content-Length: 4", run =>
        {
            var request = run.Request("POST", "/", new StringContent("abcd"));
            request.Headers.Add("X-B", "1");
            return run.SendAsync(request);
        }, Raw: Hello, On: On.Http1),
        new("headers in an encoding of one's own", "X-Latin: gr\u00FC\u00DFe", run =>
        {
            var request = run.Request();
            request.Headers.Add("X-Latin", "gr\u00FC\u00DFe");
            return run.SendAsync(request);
        }, Raw: Hello, Handler: handler => handler.RequestHeaderEncodingSelector = (_, _) => System.Text.Encoding.Latin1));

    public static TheoryData<string> Names => Table.Names;

    [Theory, MemberData(nameof(Names))]
    public Task Send_AnyRequestHeader_DoesAsOverThePlainHandler(string name) => Table.AssertSameAsync(name);

    private static ParityCase Header(string name, string expect, string header, params string[] values) =>
        new(name, expect, run => run.SendAsync(run.RequestWith(header, values)), On: On.Every);

    private static async Task Hello(RawConnection connection)
    {
        await connection.ReadHeadAsync();
        await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello");
    }
}
