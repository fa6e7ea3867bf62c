using System.Text;
using Microsoft.AspNetCore.Http;

namespace Coalesce.Http.Tests.Parity;

/// <summary>What can be done with a response's content, and how often, with either completion option.</summary>
public sealed class CompletionParityTests
{
    private const HttpCompletionOption Content = HttpCompletionOption.ResponseContentRead;
    private const HttpCompletionOption Head = HttpCompletionOption.ResponseHeadersRead;

    private static readonly ParityTable Table = new(
    [
        .. Both("as a string", "hello", async (run, content) => await run.NoteAsync("text", () => content.ReadAsStringAsync())),
        .. Both("as bytes", "5", async (run, content) => await run.NoteAsync("bytes", async () => (await content.ReadAsByteArrayAsync()).Length)),
        .. Both("as a stream", "hello", async (run, content) => await run.NoteAsync("text", () => StreamedAsync(content))),
        .. Both("as a synchronous stream", "hello", async (run, content) => await run.NoteAsync("text", () => Task.Run(() =>
        {
            using var reader = new StreamReader(content.ReadAsStream());
            return reader.ReadToEnd();
        }))),
        .. Both("byte by byte", "hello", async (run, content) => await run.NoteAsync("text", () => ByteByByteAsync(content))),
        .. Both("by ReadByte", "h, then", async (run, content) => await run.NoteAsync("byte", () => Task.Run(() =>
        {
            using var stream = content.ReadAsStream();
            return $"{(char)stream.ReadByte()}, then {(char)stream.ReadByte()}";
        }))),
        .. Both("copied", "hello", async (run, content) => await run.NoteAsync("text", async () =>
        {
            var copy = new MemoryStream();
            await content.CopyToAsync(copy);
            return Encoding.UTF8.GetString(copy.ToArray());
        })),
        .. Both("copied synchronously", "hello", async (run, content) => await run.NoteAsync("text", () => Task.Run(() =>
        {
            var copy = new MemoryStream();
            content.CopyTo(copy, null, CancellationToken.None);
            return Encoding.UTF8.GetString(copy.ToArray());
        }))),
        .. Both("the stream copied", "hello", async (run, content) => await run.NoteAsync("text", async () =>
        {
            var copy = new MemoryStream();
            await using var stream = await content.ReadAsStreamAsync();
            await stream.CopyToAsync(copy);
            return Encoding.UTF8.GetString(copy.ToArray());
        })),
        .. Both("a string twice", "second: hello", async (run, content) =>
        {
            await run.NoteAsync("first", () => content.ReadAsStringAsync());
            await run.NoteAsync("second", () => content.ReadAsStringAsync());
        }),
        .. Both("a stream twice", "first: hello", async (run, content) =>
        {
            await run.NoteAsync("first", () => StreamedAsync(content));
            await run.NoteAsync("second", () => StreamedAsync(content));
        }),
        .. Both("the same stream", "same: True", async (run, content) => run.Note("same",
            ReferenceEquals(await content.ReadAsStreamAsync(), await content.ReadAsStreamAsync()))),
        .. Both("a stream, then a string", "first: hello", async (run, content) =>
        {
            await run.NoteAsync("first", () => StreamedAsync(content));
            await run.NoteAsync("second", () => content.ReadAsStringAsync());
        }),
        .. Both("a string, then a stream", "second: hello", async (run, content) =>
        {
            await run.NoteAsync("first", () => content.ReadAsStringAsync());
            await run.NoteAsync("second", () => StreamedAsync(content));
        }),
        .. Both("a copy twice", "first: done", async (run, content) =>
        {
            await run.NoteAsync("first", () => content.CopyToAsync(Stream.Null));
            await run.NoteAsync("second", () => content.CopyToAsync(Stream.Null));
        }),
        .. Both("buffered, then read twice", "second: hello", async (run, content) =>
        {
            await content.LoadIntoBufferAsync();
            await run.NoteAsync("first", () => StreamedAsync(content));
            await run.NoteAsync("second", () => content.ReadAsStringAsync());
            run.Note("length", content.Headers.ContentLength);
        }),
        .. Both("buffered with too small a limit", "buffered", async (run, content) => await run.NoteAsync("buffered", () => content.LoadIntoBufferAsync(2))),
        .. Both("what the stream can do", "read True", async (run, content) =>
        {
            await using var stream = await content.ReadAsStreamAsync();
            run.Note("can", $"read {stream.CanRead}, write {stream.CanWrite}, seek {stream.CanSeek}, time out {stream.CanTimeout}");
        }),
        .. Both("a read at the end", "0, 0", async (run, content) =>
        {
            await using var stream = await content.ReadAsStreamAsync();
            await stream.ReadExactlyAsync(new byte[5]);
            run.Note("read", $"{await stream.ReadAsync(new byte[1])}, {await stream.ReadAsync(new byte[1])}");
        }),
        .. Both("a read of nothing", "read: 0", async (run, content) =>
        {
            await using var stream = await content.ReadAsStreamAsync();
            run.Note("read", await stream.ReadAsync(Memory<byte>.Empty));
            await run.NoteAsync("text", () => StreamedAsync(content));
        }),
        .. Both("a write to the stream", "NotSupportedException", async (run, content) =>
        {
            await using var stream = await content.ReadAsStreamAsync();
            await run.NoteAsync("write", () => stream.WriteAsync(new byte[1]).AsTask());
        }),
        .. Both("a seek in the stream", "position", async (run, content) =>
        {
            await using var stream = await content.ReadAsStreamAsync();
            await run.NoteAsync("position", () => Task.FromResult(stream.Position));
            await run.NoteAsync("length", () => Task.FromResult(stream.Length));
        }),
        .. Both("a read after the stream is disposed", "ObjectDisposedException", async (run, content) =>
        {
            var stream = await content.ReadAsStreamAsync();
            await stream.ReadExactlyAsync(new byte[5]);
            stream.Dispose();
            run.Note("can read", stream.CanRead);
            content.Dispose();
            await run.NoteAsync("content", () => content.ReadAsStreamAsync());
        }),
        .. Both("a read after the response is disposed", "ObjectDisposedException", async (run, content) =>
        {
            content.Dispose();
            await run.NoteAsync("string", () => content.ReadAsStringAsync());
            await run.NoteAsync("stream", () => content.ReadAsStreamAsync());
            await run.NoteAsync("copy", () => content.CopyToAsync(Stream.Null));
        }),
        .. Both("disposed twice", "disposed", (run, content) =>
        {
            content.Dispose();
            content.Dispose();
            run.Note("disposed");
            return Task.CompletedTask;
        }),
        .. Both("the length before it is read", "length: 5", (run, content) =>
        {
            run.Note("length", content.Headers.ContentLength);
            return Task.CompletedTask;
        }, Answer.Header("Content-Length", "5")),
        .. Both("a charset", "grüße", async (run, content) => await run.NoteAsync("text", () => content.ReadAsStringAsync()), Latin),
        .. Both("a charset that is not known", "InvalidOperationException", async (run, content) => await run.NoteAsync("text", () => content.ReadAsStringAsync()),
            Answer.Header("Content-Type", "text/plain; charset=odd")),
        .. Both("a large body", "1000000", async (run, content) => await run.NoteAsync("bytes", async () => (await content.ReadAsByteArrayAsync()).Length),
            Answer.Bytes(1_000_000)),
        .. Both("an empty body", "bytes: 0", async (run, content) => await run.NoteAsync("bytes", async () => (await content.ReadAsByteArrayAsync()).Length),
            Answer.Status(200)),
    ]);

    public static TheoryData<string> Names => Table.Names;

    [Theory, MemberData(nameof(Names))]
    public Task Content_ReadInAnyWay_DoesAsOverThePlainHandler(string name) => Table.AssertSameAsync(name);

    private static ParityCase[] Both(string name, string expect, Func<ParityRun, HttpContent, Task> read, RequestDelegate? origin = null) =>
    [
        new($"{name}, after the content", expect, run => ReadAsync(run, Content, read), origin, On: On.Every),
        new($"{name}, after the head", expect, run => ReadAsync(run, Head, read), origin, On: On.Every),
    ];

    private static async Task ReadAsync(ParityRun run, HttpCompletionOption option, Func<ParityRun, HttpContent, Task> read)
    {
        using var response = await run.ExchangeAsync(run.Request(), option);
        await read(run, response.Content);
    }

    private static async Task<string> StreamedAsync(HttpContent content)
    {
        using var reader = new StreamReader(await content.ReadAsStreamAsync(), leaveOpen: true);
        return await reader.ReadToEndAsync();
    }

    private static async Task<string> ByteByByteAsync(HttpContent content)
    {
        await using var stream = await content.ReadAsStreamAsync();
        var text = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one) > 0) text.Append((char)one[0]);
        return text.ToString();
    }

    private static async Task Latin(HttpContext context)
    {
        context.Response.ContentType = "text/plain; charset=iso-8859-1";
        await context.Response.Body.WriteAsync(Encoding.Latin1.GetBytes("grüße"));
    }
}
