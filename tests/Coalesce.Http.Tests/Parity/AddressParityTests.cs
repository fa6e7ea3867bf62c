using System.Net;

namespace Coalesce.Http.Tests.Parity;

public sealed class AddressParityTests
{
    private static readonly ParityTable Table = new(
        Get("a path", "GET /a/b HTTP/", "/a/b"),
        Get("nothing", "GET / HTTP/", ""),
        Get("a query", "GET /?q=1&r=%20 HTTP/", "/?q=1&r=%20"),
        Get("an empty query", "GET /? HTTP/", "/?"),
        Get("a fragment", "final request: GET http", "/a#part"),
        Get("dots", "GET /b HTTP/", "/a/../b"),
        Get("escapes", "GET /~a%2Fb HTTP/", "/%7Ea%2Fb"),
        Get("characters beyond ASCII", "%C3%BC", "/grüße?q=ü"),
        Get("a space", "GET /a%20b HTTP/", "/a b"),
        Get("two slashes", "GET /a//b HTTP/", "/a//b"),
        Get("an absolute path beside a base", "GET /x HTTP/", "/x"),
        new("relative to a base with a path", "GET /base/x HTTP/", async run =>
        {
            run.Client.BaseAddress = new Uri(run.Address, "/base/");
            await run.SendAsync("GET", "x");
        }, On: On.Every),
        new("an absolute URI", "GET /abs HTTP/", run => run.SendAsync("GET", new Uri(run.Address, "/abs").AbsoluteUri), On: On.Every),
        new("user info", "GET /user HTTP/", run => run.SendAsync("GET", $"http://u:p@{run.Address.Authority}/user"), On: On.Every),
        new("another name for the host", "GET /name HTTP/", run => run.SendAsync("GET", $"http://LOCALHOST:{run.Address.Port}/name"),
            Handler: handler => handler.ConnectCallback = async (context, token) =>
            {
                var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
                await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, token);
                return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
            }),
        new("no base and a relative URI", "InvalidOperationException", async run =>
        {
            run.Client.BaseAddress = null;
            await run.SendAsync("GET", "/a");
        }, On: On.Http1),
        new("no base and no URI", "InvalidOperationException", async run =>
        {
            run.Client.BaseAddress = null;
            await run.SendAsync(new HttpRequestMessage());
        }, On: On.Http1),
        Get("a file", "NotSupportedException", "file:///etc/hosts"),
        Get("ftp", "throws", "ftp://127.0.0.1:1/"),
        Get("an unknown scheme", "NotSupportedException", "gopher://127.0.0.1/"),
        Get("a web socket", "throws", "ws://127.0.0.1:1/"),
        Get("data", "NotSupportedException", "data:text/plain,hello"),
        new("the URI of the caller's request after", "after: http", async run =>
        {
            var request = run.Request(target: "/a?b#c");
            using var response = await run.ExchangeAsync(request);
            run.Note("after", request.RequestUri!.OriginalString);
            run.Note("same", ReferenceEquals(request.RequestUri, response.RequestMessage!.RequestUri));
        }, On: On.Every),
        new("through a proxy", "GET http://example.org/a HTTP/1.1", async run =>
        {
            run.Handler.UseProxy = true;
            run.Handler.Proxy = new WebProxy(run.Address);
            await run.SendAsync("GET", "http://example.org/a");
        }, On: On.Http1),
        new("options of the request", "kept: value", async run =>
        {
            var key = new HttpRequestOptionsKey<string>("key");
            var request = run.Request();
            request.Options.Set(key, "value");
            using var response = await run.ExchangeAsync(request);
            run.Note("kept", response.RequestMessage!.Options.TryGetValue(key, out var value) ? value : "lost");
        }, On: On.Every));

    public static TheoryData<string> Names => Table.Names;

    [Theory, MemberData(nameof(Names))]
    public Task Send_AnyAddress_DoesAsOverThePlainHandler(string name) => Table.AssertSameAsync(name);

    private static ParityCase Get(string name, string expect, string target) =>
        new(name, expect, run => run.SendAsync("GET", target), On: On.Every);
}
