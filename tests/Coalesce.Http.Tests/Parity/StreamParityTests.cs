using System.Text;

namespace Coalesce.Http.Tests.Parity;

/// <summary>Every member of the stream that a response gives before its body has come.</summary>
public sealed class StreamParityTests
{
    private static readonly ParityTable Table = new(
        Read("an array", "5 bytes: hello", async (_, stream) =>
        {
            var array = new byte[7];
            var read = await stream.ReadAtLeastAsync(array, 7, throwOnEndOfStream: false);
            return Describe.Bytes(array[..read]);
        }),
        Read("a span", "5 bytes: hello", (_, stream) => Task.Run(() =>
        {
            var array = new byte[7];
            var read = stream.ReadAtLeast(array.AsSpan(), 7, throwOnEndOfStream: false);
            return Describe.Bytes(array[..read]);
        })),
        Read("part of an array, synchronously", "hello", (_, stream) => Task.Run(() =>
        {
            var array = new byte[10];
            stream.ReadExactly(array, 2, 5);
            return Encoding.ASCII.GetString(array, 2, 5) + stream.Read(array, 0, 1);
        })),
        Read("BeginRead", "1", (_, stream) => Task.Factory.FromAsync(
            (callback, state) => stream.BeginRead(new byte[1], 0, 1, callback, state), result => $"{stream.EndRead(result)}", null)),
        Read("more than there is", "EndOfStreamException", async (_, stream) =>
        {
            await stream.ReadExactlyAsync(new byte[6]);
            return "more";
        }),
        Read("the rest as a copy", "4 bytes: ello", async (_, stream) =>
        {
            await stream.ReadExactlyAsync(new byte[1]);
            var rest = new MemoryStream();
            await stream.CopyToAsync(rest);
            return Describe.Bytes(rest.ToArray());
        }),
        Read("the rest as a copy, synchronously", "4 bytes: ello", (_, stream) => Task.Run(() =>
        {
            stream.ReadExactly(new byte[1]);
            var rest = new MemoryStream();
            stream.CopyTo(rest, 1);
            return Describe.Bytes(rest.ToArray());
        })),
        Read("after its end", "0, -1", async (_, stream) =>
        {
            await stream.CopyToAsync(Stream.Null);
            return $"{await stream.ReadAsync(new byte[1])}, {stream.ReadByte()}";
        }),
        // Over HTTP/2 the plain handler throws: it differs from itself, and ours gives the same answer over every version.
        Read("after its end and its disposal", "0", async (_, stream) =>
        {
            await stream.CopyToAsync(Stream.Null);
            await stream.DisposeAsync();
            return $"{await stream.ReadAsync(new byte[1])}";
        }, On.Http1),
        Read("a copy to nowhere", "ArgumentNullException", async (_, stream) =>
        {
            await stream.CopyToAsync(null!);
            return "copied";
        }),
        Read("a copy to a closed stream", "ObjectDisposedException", async (_, stream) =>
        {
            var closed = new MemoryStream();
            closed.Dispose();
            await stream.CopyToAsync(closed);
            return "copied";
        }),
        Read("a copy to a reader", "NotSupportedException", async (_, stream) =>
        {
            await stream.CopyToAsync(new MemoryStream([], writable: false));
            return "copied";
        }),
        Read("a null array", "ArgumentNullException", (_, stream) => Task.Run(() => $"{stream.Read(null!, 0, 1)}")),
        Read("beyond an array", "ArgumentOutOfRangeException", (_, stream) => Task.Run(() => $"{stream.Read(new byte[1], 0, 2)}")),
        Read("a seek", "NotSupportedException", (_, stream) => Task.FromResult($"{stream.Seek(0, SeekOrigin.Begin)}")),
        Read("a new length", "NotSupportedException", (_, stream) =>
        {
            stream.SetLength(1);
            return Task.FromResult("set");
        }),
        Read("a new position", "NotSupportedException", (_, stream) =>
        {
            stream.Position = 1;
            return Task.FromResult("set");
        }),
        Read("a time-out", "InvalidOperationException", (_, stream) => Task.FromResult($"{stream.ReadTimeout}")),
        Read("a synchronous write", "NotSupportedException", (_, stream) =>
        {
            stream.Write([1]);
            return Task.FromResult("written");
        }),
        Read("a flush", "flushed", async (_, stream) =>
        {
            await stream.FlushAsync();
            return "flushed";
        }),
        Read("disposed twice", "disposed", async (_, stream) =>
        {
            await stream.DisposeAsync();
            stream.Dispose();
            return "disposed";
        }),
        Read("disposed and again from the content", "same", async (content, stream) =>
        {
            await stream.CopyToAsync(Stream.Null);
            await stream.DisposeAsync();
            return ReferenceEquals(stream, await content.ReadAsStreamAsync()) ? "same" : "another";
        }),
        Read("a text reader", "hello", async (_, stream) =>
        {
            using var reader = new StreamReader(stream);
            return $"{await reader.ReadLineAsync()}, {await reader.ReadLineAsync() ?? "end"}";
        }),
        Read("a buffer of the content after the stream", "InvalidOperationException", async (content, stream) =>
        {
            await stream.CopyToAsync(Stream.Null);
            await content.LoadIntoBufferAsync();
            return "buffered";
        }));

    public static TheoryData<string> Names => Table.Names;

    [Theory, MemberData(nameof(Names))]
    public Task Stream_UsedInAnyWay_DoesAsOverThePlainHandler(string name) => Table.AssertSameAsync(name);

    private static ParityCase Read(string name, string expect, Func<HttpContent, Stream, Task<string>> read, On on = On.Every) =>
        new(name, expect, async run =>
        {
            using var response = await run.ExchangeAsync(run.Request(), HttpCompletionOption.ResponseHeadersRead);
            await using var stream = await response.Content.ReadAsStreamAsync();
            await run.NoteAsync("read", () => read(response.Content, stream));
        }, On: on);
}
