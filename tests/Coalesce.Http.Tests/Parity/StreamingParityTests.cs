using Microsoft.AspNetCore.Http;

namespace Coalesce.Http.Tests.Parity;

/// <summary>Bodies that come in parts, and the limits on buffering them.</summary>
public sealed class StreamingParityTests
{
    private static readonly ParityTable Table = new(
    [
        InParts("a part as soon as it comes", "text/plain"),
        InParts("server-sent events", "text/event-stream"),
        InParts("multipart/x-mixed-replace", "multipart/x-mixed-replace; boundary=edge"),
        new("an upgraded connection", "after: ping pong", UpgradedAsync, Raw: async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.WriteAsync("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n");
            await connection.WriteAsync(await connection.ReadTextAsync(4) + " pong");
        }),
        new("chunks", "11 bytes: hello world", run => run.SendAsync("GET"), Raw: async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;ext=1\r\nhello\r\n");
            await connection.WriteAsync("6\r\n world\r\n0\r\n\r\n");
        }, On: On.Http1),
        new("a body that ends with its connection", "5 bytes: hello", run => run.SendAsync("GET"), Raw: async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.WriteAsync("HTTP/1.1 200 OK\r\n\r\nhello");
        }, On: On.Http1),
        .. Sizes(0, 1, 4_095, 4_096, 4_097, 65_536, 200_000, 5_000_000),
        new("a body beyond MaxResponseContentBufferSize", "ConfigurationLimitExceeded", run => LimitedAsync(run, 4), On: On.Every),
        new("a long body beyond MaxResponseContentBufferSize", "ConfigurationLimitExceeded", run => LimitedAsync(run, 100_000), Answer.Bytes(200_000), On: On.Every),
        new("a declared length beyond MaxResponseContentBufferSize", "ConfigurationLimitExceeded", run => LimitedAsync(run, 4),
            Answer.Header("Content-Length", "5"), On: On.Every),
        new("a body within MaxResponseContentBufferSize", "5 bytes: hello", run => LimitedAsync(run, 5), On: On.Every),
        new("a stream beyond MaxResponseContentBufferSize", "5 bytes: hello", async run =>
        {
            run.Client.MaxResponseContentBufferSize = 4;
            using var response = await run.ExchangeAsync(run.Request(), HttpCompletionOption.ResponseHeadersRead);
            await using var stream = await response.Content.ReadAsStreamAsync();
            var copy = new MemoryStream();
            await stream.CopyToAsync(copy);
            run.Note("body", Describe.Bytes(copy.ToArray()));
        }, On: On.Every),
        new("a response dropped unread, then another", "second: hello", async run =>
        {
            (await run.ExchangeAsync(run.Request(), HttpCompletionOption.ResponseHeadersRead)).Dispose();
            await run.NoteAsync("second", () => run.Client.GetStringAsync("/second"));
        }, Answer.Text("hello")),
        new("a response read half, then another", "second: OK", async run =>
        {
            using (var response = await run.ExchangeAsync(run.Request(), HttpCompletionOption.ResponseHeadersRead))
            {
                await using var stream = await response.Content.ReadAsStreamAsync();
                await stream.ReadExactlyAsync(new byte[10]);
            }
            await run.NoteAsync("second", async () => (await run.ExchangeAsync(run.Request(target: "/second"))).StatusCode);
        }, Answer.Bytes(100_000), On: On.Every),
    ]);

    public static TheoryData<string> Names => Table.Names;

    [Theory, MemberData(nameof(Names))]
    public Task Body_InAnyShape_ComesAsOverThePlainHandler(string name) => Table.AssertSameAsync(name);

    private static IEnumerable<ParityCase> Sizes(params int[] sizes) => sizes.SelectMany(size => new[]
    {
        new ParityCase($"{size} bytes", $"{size} bytes", run => run.SendAsync("GET"), Answer.Bytes(size), On: On.Every),
        new ParityCase($"{size} bytes as a stream", $"{size} bytes", run =>
            run.SendAsync(run.Request(), HttpCompletionOption.ResponseHeadersRead), Answer.Bytes(size), On: On.Every),
    });

    /// <summary>The origin sends its second part only once the client has the first.</summary>
    private static ParityCase InParts(string name, string contentType)
    {
        var firstWasRead = new SemaphoreSlim(0);
        return new(name, "second: world", async run =>
        {
            using var response = await run.ExchangeAsync(run.Request(), HttpCompletionOption.ResponseHeadersRead);
            await using var stream = await response.Content.ReadAsStreamAsync();
            run.Note("first", await NextAsync(stream));
            firstWasRead.Release();
            run.Note("second", await NextAsync(stream));
            run.Note("end", await stream.ReadAsync(new byte[1]));
        }, async context =>
        {
            context.Response.ContentType = contentType;
            await context.Response.WriteAsync("hello");
            await context.Response.Body.FlushAsync();
            await firstWasRead.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync("world");
        }, On: On.Async | On.Http2);
    }

    private static async Task<string> NextAsync(Stream stream)
    {
        var part = new byte[5];
        await stream.ReadExactlyAsync(part);
        return System.Text.Encoding.ASCII.GetString(part);
    }

    private static Task LimitedAsync(ParityRun run, long limit)
    {
        run.Client.MaxResponseContentBufferSize = limit;
        return run.SendAsync("GET");
    }

    private static async Task UpgradedAsync(ParityRun run)
    {
        var request = run.RequestWith("Upgrade", "echo");
        request.Headers.Connection.Add("Upgrade");
        using var response = await run.ExchangeAsync(request, HttpCompletionOption.ResponseHeadersRead);
        run.Note(Describe.Head(response));
        await using var stream = await response.Content.ReadAsStreamAsync();
        run.Note("can write", stream.CanWrite);
        await stream.WriteAsync("ping"u8.ToArray());
        await stream.FlushAsync();
        var answer = new byte[9];
        await stream.ReadExactlyAsync(answer);
        run.Note("after", System.Text.Encoding.ASCII.GetString(answer));
    }
}
