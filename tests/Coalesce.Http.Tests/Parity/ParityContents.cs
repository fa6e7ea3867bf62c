using System.Net;
using System.Text;

namespace Coalesce.Http.Tests.Parity;

/// <summary>Can only be read on, so that its length is unknown.</summary>
internal sealed class ForwardStream(string text) : MemoryStream(Encoding.UTF8.GetBytes(text))
{
    public override bool CanSeek => false;
}

/// <summary>Breaks in the middle of its own serialisation: the user's bug must come back as it is.</summary>
internal sealed class FailingContent : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        throw new InvalidDataException("The content is broken.");

    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        throw new InvalidDataException("The content is broken.");

    protected override bool TryComputeLength(out long length)
    {
        length = 3;
        return true;
    }
}

/// <summary>As most contents of one's own: without the synchronous member.</summary>
internal sealed class AsyncOnlyContent : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync("abc"u8.ToArray()).AsTask();

    protected override bool TryComputeLength(out long length)
    {
        length = 3;
        return true;
    }
}
