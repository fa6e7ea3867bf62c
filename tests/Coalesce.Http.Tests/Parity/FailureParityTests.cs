using System.Net;
using System.Net.Sockets;

namespace Coalesce.Http.Tests.Parity;

public sealed class FailureParityTests
{
    private static readonly ParityTable Table = new(
    [
        new("connection refused", "HttpRequestException[ConnectionError", RefusedAsync, On: On.Http1),
        new("host not found", "HttpRequestException[NameResolutionError", run => run.SendAsync("GET"),
            Handler: Connecting(new SocketException((int)SocketError.HostNotFound))),
        new("network unreachable", "HttpRequestException[ConnectionError", run => run.SendAsync("GET"),
            Handler: Connecting(new SocketException((int)SocketError.NetworkUnreachable))),
        new("a bug in the connect callback", "HttpRequestException[ConnectionError", run => run.SendAsync("GET"),
            Handler: Connecting(new InvalidDataException("broken"))),
        new("no TLS at the other end", "HttpRequestException[SecureConnectionError", run =>
            run.SendAsync(run.Request(target: $"https://{run.Address.Authority}/")), Raw: async connection =>
            {
                // The whole hello: bytes left unread would turn the end of the connection into a reset.
                var record = await connection.ReadTextAsync(5);
                await connection.ReadTextAsync((record[3] << 8) + record[4]);
                await connection.WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n");
            }, On: On.Http1),
        .. Broken("an answer never comes", "HttpRequestException[ResponseEnded", ""),
        .. Broken("the status line is cut off", "HttpRequestException[ResponseEnded", "HTTP/1.1 20"),
        .. Broken("the headers are cut off", "HttpRequestException[ResponseEnded", "HTTP/1.1 200 OK\r\nX-A: b"),
        .. Broken("the body is cut off", "ResponseEnded", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello"),
        .. Broken("a chunk is cut off", "ResponseEnded", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhello"),
        .. Broken("the last chunk is missing", "ResponseEnded", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"),
        .. Broken("a chunk size is no number", "InvalidResponse", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nhello\r\n0\r\n\r\n"),
        .. Broken("a trailer does not parse", "InvalidResponse", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nnonsense\r\n\r\n"),
        Reset("a reset before the head", "HttpRequestException[Unknown, no status] <- IOException <- SocketException[ConnectionReset]", ""),
        Reset("a reset in the head", "HttpRequestException[Unknown, no status] <- IOException <- SocketException[ConnectionReset]", "HTTP/1.1 200 OK\r\n"),
        ResetInBody(),
        new("a stream aborted before the head", "HttpRequestException[HttpProtocolError", run => run.SendAsync("GET"), context =>
        {
            context.Abort();
            return Task.CompletedTask;
        }, On: On.Http2),
        new("a stream aborted in the body", "HttpRequestException[HttpProtocolError", run => run.SendAsync("GET"), AbortInBody, On: On.Http2),
        new("a stream aborted in the body, headers only", "HttpProtocolError", run =>
            run.SendAsync(run.Request(), HttpCompletionOption.ResponseHeadersRead), AbortInBody, On: On.Http2),
        new("a failure and then the same again", "hello", async run =>
        {
            await run.SendAsync("GET", "/fails");
            await run.SendAsync("GET", "/works");
            await run.SendAsync("GET", "/fails");
        }, Raw: async connection =>
        {
            if ((await connection.ReadHeadAsync()).StartsWith("GET /fails", StringComparison.Ordinal)) return;
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello");
        }, On: On.Http1),
        new("a POST that fails", "HttpRequestException[ResponseEnded", run => run.SendAsync("POST", "/", new StringContent("abc")),
            Raw: async connection =>
            {
                await connection.ReadHeadAsync();
                await connection.ReadTextAsync(3);
            }, On: On.Http1),
        new("a disposed client", "ObjectDisposedException", async run =>
        {
            run.Client.Dispose();
            await run.SendAsync("GET");
        }, On: On.Http1),
        new("a null request", "ArgumentNullException", run => run.NoteAsync("null", () => run.Client.SendAsync(null!))),
    ]);

    public static TheoryData<string> Names => Table.Names;

    [Theory, MemberData(nameof(Names))]
    public Task Send_AnyFailure_FailsAsOverThePlainHandler(string name) => Table.AssertSameAsync(name);

    /// <summary>The origin says something and closes its connection in good order, which the client sees as the end.</summary>
    private static IEnumerable<ParityCase> Broken(string name, string expect, string answer)
    {
        Func<RawConnection, Task> raw = async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.WriteAsync(answer);
        };
        yield return new(name, expect, run => run.SendAsync("GET"), Raw: raw, On: On.Http1);
        yield return new($"{name}, headers only", expect, run => run.SendAsync(run.Request(), HttpCompletionOption.ResponseHeadersRead), Raw: raw, On: On.Http1);
        yield return new($"{name}, read by chunks", expect, async run =>
        {
            using var request = run.Request();
            await run.NoteAsync("read", async () =>
            {
                using var response = await run.ExchangeAsync(request, HttpCompletionOption.ResponseHeadersRead);
                await using var stream = await response.Content.ReadAsStreamAsync();
                var one = new byte[1];
                for (var read = 0; await stream.ReadAsync(one) > 0;) run.Note("byte", ++read);
            });
        }, Raw: raw);
    }

    private static ParityCase Reset(string name, string expect, string answer) =>
        new(name, expect, run => run.SendAsync("GET"), On: On.Http1, Raw: async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.WriteAsync(answer);
            connection.Reset();
        });

    /// <summary>The origin resets only once the client has the first part: a reset overtakes what was sent before it.</summary>
    private static ParityCase ResetInBody()
    {
        var firstWasRead = new SemaphoreSlim(0);
        return new("a reset in the body", "second throws IOException <- SocketException[ConnectionReset]", async run =>
        {
            using var response = await run.ExchangeAsync(run.Request(), HttpCompletionOption.ResponseHeadersRead);
            await using var stream = await response.Content.ReadAsStreamAsync();
            await run.NoteAsync("first", () => stream.ReadExactlyAsync(new byte[5]).AsTask());
            firstWasRead.Release();
            await run.NoteAsync("second", () => stream.ReadExactlyAsync(new byte[5]).AsTask());
        }, Raw: async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
            await firstWasRead.WaitAsync();
            connection.Reset();
        });
    }

    private static async Task AbortInBody(Microsoft.AspNetCore.Http.HttpContext context)
    {
        await context.Response.Body.WriteAsync("hello"u8.ToArray());
        await context.Response.Body.FlushAsync();
        context.Abort();
    }

    private static Action<SocketsHttpHandler> Connecting(Exception failure) => handler =>
        handler.ConnectCallback = (_, _) => ValueTask.FromException<Stream>(failure);

    private static async Task RefusedAsync(ParityRun run)
    {
        // Bound but not listening: nobody else can take the port, and every connection is refused.
        using var bound = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        bound.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await run.SendAsync("GET", $"http://{bound.LocalEndPoint}/");
        await run.SendAsync("POST", $"http://{bound.LocalEndPoint}/");
    }
}
