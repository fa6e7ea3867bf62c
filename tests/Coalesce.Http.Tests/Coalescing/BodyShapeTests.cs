using System.IO.Compression;
using System.Net;
using System.Text;
using Coalesce.Http.Testing;
using Coalesce.Http.Tests.Parity;
using Microsoft.AspNetCore.Http;

namespace Coalesce.Http.Tests.Coalescing;

/// <summary>How a caller reads its body.</summary>
public enum Reading
{
    ReadAsync,
    Read,
    CopyToAsync,
    CopyTo,
    Buffered,
    SynchronousStream,
}

/// <summary>Bodies of every shape over real sockets: four callers share one, and each has all of it.</summary>
public sealed class BodyShapeTests
{
    private const int Callers = 4;
    private static readonly string Long = string.Concat(Enumerable.Range(0, 40_000).Select(i => $"{i} "));

    public static TheoryData<string, bool> Shapes()
    {
        TheoryData<string, bool> shapes = [];
        foreach (var shape in new[] { "one", "empty", "length", "chunked", "gzip", "trailers", "204", "304", "HEAD" })
        {
            if (shape != "trailers") shapes.Add(shape, false); // Kestrel sends none over HTTP/1.1
            shapes.Add(shape, true);
        }
        return shapes;
    }

    public static TheoryData<Reading> Readings() => [.. Enum.GetValues<Reading>()];

    [Theory, MemberData(nameof(Shapes))]
    public async Task Share_BodyOfAnyShape_IsWholeForEach(string shape, bool http2)
    {
        var mayAnswer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var origin = await TestOrigin.StartAsync(async context =>
        {
            await mayAnswer.Task.WaitAsync(context.RequestAborted);
            await AnswerAsync(context);
        }, http2);
        using var chain = new TestChain(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All });
        var calls = Enumerable.Range(0, Callers).Select(_ => chain.Client.SendAsync(
            Request(origin, shape, http2), HttpCompletionOption.ResponseHeadersRead)).ToArray();
        await chain.WaitForCallersAsync(Callers);
        mayAnswer.SetResult();

        foreach (var call in calls)
        {
            using var response = await Wait.ForAsync(call);
            Assert.Equal(Expected(shape), await Wait.ForAsync(response.Content.ReadAsStringAsync()));
            Assert.Equal(shape switch { "204" => HttpStatusCode.NoContent, "304" => HttpStatusCode.NotModified, _ => HttpStatusCode.OK }, response.StatusCode);
            Assert.Equal(http2 ? 2 : 1, response.Version.Major);
            Assert.Equal(shape is "length" or "HEAD" ? Long.Length : null, LengthOf(response, shape));
            Assert.Equal(shape == "trailers" ? ["done"] : [], response.TrailingHeaders.TryGetValues("X-End", out var values) ? values : []);
            Assert.Empty(response.Content.Headers.ContentEncoding);
        }
        Assert.Equal(1, origin.Count);
        await chain.AssertEmptyAsync();
    }

    [Fact]
    public async Task Share_TrailersAfterChunks_ReachEachAlsoWhenTheFirstCallerHasLeft()
    {
        var mayAnswer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var mayEnd = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var origin = new RawOrigin(async connection =>
        {
            await connection.ReadHeadAsync();
            await mayAnswer.Task;
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-End\r\n\r\n5\r\nhello\r\n");
            await mayEnd.Task;
            await connection.WriteAsync("0\r\nX-End: done\r\n\r\n");
        });
        using var chain = new TestChain(new SocketsHttpHandler());
        var calls = Enumerable.Range(0, Callers).Select(_ => chain.Client.GetAsync(origin.Address(default), HttpCompletionOption.ResponseHeadersRead)).ToArray();
        await chain.WaitForCallersAsync(Callers);
        mayAnswer.SetResult();
        var responses = await Wait.ForAsync(Task.WhenAll(calls));
        Assert.All(responses, response => Assert.Empty(response.TrailingHeaders));
        responses[0].Dispose();
        mayEnd.SetResult();

        foreach (var response in responses[1..])
        {
            Assert.Equal("hello", await Wait.ForAsync(response.Content.ReadAsStringAsync()));
            Assert.Equal(["done"], response.TrailingHeaders.GetValues("X-End"));
        }
        await chain.AssertEmptyAsync();
    }

    [Theory, MemberData(nameof(Readings))]
    public async Task Share_ReadInAnyWay_IsWholeForEach(Reading reading)
    {
        using var wire = new HeldWire();
        using var chain = new TestChain(wire);
        var calls = Enumerable.Range(0, Callers).Select(i => reading == Reading.SynchronousStream
            ? Task.Factory.StartNew(() => chain.Client.Send(new HttpRequestMessage(HttpMethod.Get, "/"), HttpCompletionOption.ResponseHeadersRead),
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            : chain.Client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead)).ToArray();
        await chain.WaitForCallersAsync(Callers);
        var send = await wire.SendAsync(0);
        send.GiveHead();
        var bodies = await Wait.ForAsync(Task.WhenAll(calls));
        var reads = bodies.Select(response => Task.Factory.StartNew(
            () => ReadAsync(response, reading), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()).ToArray();
        foreach (var part in Encoding.UTF8.GetBytes(Long).Chunk(7_919)) send.Body.Give(part);
        send.Body.End();

        foreach (var read in reads) Assert.Equal(Long, await Wait.ForAsync(read));
        // Once, unless it was buffered: as plain HttpClient has it.
        foreach (var response in reading == Reading.Buffered ? [] : bodies) await Assert.ThrowsAsync<InvalidOperationException>(() => response.Content.CopyToAsync(Stream.Null)); // once
        Assert.Equal(1, wire.Count);
        await chain.AssertEmptyAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Share_ServerSentEvents_PassEventByEventToEach(bool http2)
    {
        var mayGo = new SemaphoreSlim(0);
        await using var origin = await TestOrigin.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            for (var i = 0; i < 3; i++)
            {
                await context.Response.WriteAsync($"data: {i}\n\n", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await mayGo.WaitAsync(context.RequestAborted); // the next one only once all have read this one
            }
        }, http2);
        using var chain = new TestChain(new SocketsHttpHandler());
        var calls = Enumerable.Range(0, Callers).Select(_ => chain.Client.SendAsync(
            Request(origin, "", http2), HttpCompletionOption.ResponseHeadersRead)).ToArray();
        var responses = await Wait.ForAsync(Task.WhenAll(calls));
        var readers = responses.Select(response => new StreamReader(response.Content.ReadAsStream())).ToArray();
        for (var i = 0; i < 3; i++)
        {
            foreach (var reader in readers)
            {
                Assert.Equal($"data: {i}", await Wait.ForAsync(reader.ReadLineAsync()));
                Assert.Equal("", await Wait.ForAsync(reader.ReadLineAsync()));
            }
            mayGo.Release(Callers);
        }

        foreach (var reader in readers) Assert.Null(await Wait.ForAsync(reader.ReadLineAsync()));
        Assert.Equal(Callers, origin.Count);
        await chain.AssertEmptyAsync();
    }

    private static HttpRequestMessage Request(TestOrigin origin, string shape, bool http2)
    {
        var request = new HttpRequestMessage(shape == "HEAD" ? HttpMethod.Head : HttpMethod.Get, new Uri((http2 ? origin.Http2Address : origin.BaseAddress)!, "/" + shape));
        if (http2) (request.Version, request.VersionPolicy) = (new Version(2, 0), HttpVersionPolicy.RequestVersionExact);
        return request;
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        switch (request.Path.Value)
        {
            case "/one": await response.WriteAsync("1"); break;
            case "/204": response.StatusCode = 204; break;
            case "/304": response.StatusCode = 304; break;
            case "/length" or "/HEAD":
                response.ContentLength = Long.Length;
                if (request.Path != "/HEAD") await response.WriteAsync(Long);
                break;
            case "/chunked":
                await response.Body.FlushAsync();
                await response.WriteAsync(Long);
                break;
            case "/gzip":
                response.Headers.ContentEncoding = "gzip";
                await using (var gzip = new GZipStream(response.Body, CompressionLevel.Fastest)) await gzip.WriteAsync(Encoding.UTF8.GetBytes(Long));
                break;
            case "/trailers":
                response.DeclareTrailer("X-End");
                await response.WriteAsync(Long);
                response.AppendTrailer("X-End", "done");
                break;
            default: break;
        }
    }

    private static string Expected(string shape) => shape switch
    {
        "one" => "1",
        "empty" or "204" or "304" or "HEAD" => "",
        _ => Long,
    };

    private static long? LengthOf(HttpResponseMessage response, string shape) =>
        shape is "length" or "HEAD" ? response.Content.Headers.ContentLength : null;

    private static async Task<string> ReadAsync(HttpResponseMessage response, Reading reading)
    {
        var copy = new MemoryStream();
        var buffer = new byte[1000];
        switch (reading)
        {
            case Reading.ReadAsync:
                var stream = await response.Content.ReadAsStreamAsync();
                while (await stream.ReadAsync(buffer) is var count and > 0) copy.Write(buffer, 0, count);
                break;
            case Reading.Read or Reading.SynchronousStream:
                var synchronous = response.Content.ReadAsStream();
                while (synchronous.Read(buffer) is var count and > 0) copy.Write(buffer, 0, count);
                break;
            case Reading.CopyToAsync: await response.Content.CopyToAsync(copy); break;
            case Reading.CopyTo: response.Content.CopyTo(copy, null, CancellationToken.None); break;
            default: return await response.Content.ReadAsStringAsync();
        }
        return Encoding.UTF8.GetString(copy.ToArray());
    }
}
