using System.Net;
using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Caching;

/// <summary>The body of a kept answer, or a part of it, as content for one caller. Copies nothing.</summary>
internal sealed class StoredContent(ReadOnlyMemory<byte> body) : RelayedContent
{
    protected override Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) => Task.FromResult(CreateContentReadStream(cancellationToken));

    protected override Stream CreateContentReadStream(CancellationToken cancellationToken)
    {
        // Not to be had as an array, which others read too.
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(body, out var array);
        return new MemoryStream(array.Array!, array.Offset, array.Count, writable: false, publiclyVisible: false);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) => stream.WriteAsync(body, cancellationToken).AsTask();

    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken) => stream.Write(body.Span);
}
