using System.Net;
using ConsoleDemo.Har;

namespace ConsoleDemo.Replaying;

/// <summary>A recorded request body.</summary>
internal sealed class RecordedContent(Body body) : HttpContent
{
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        var buffer = new byte[Math.Min(body.Length, 64 * 1024)];
        for (var position = 0L; position < body.Length;)
        {
            var read = body.Read(position, buffer);
            await stream.WriteAsync(buffer.AsMemory(0, read));
            position += read;
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length;
        return true;
    }
}
