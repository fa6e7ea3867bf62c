using System.Net;

namespace Coalesce.Http.Broker.Messages;

/// <summary>Content of ours in the place of the wire's.</summary>
internal abstract class RelayedContent : HttpContent
{
    private long _length = -1; // a nullable one would cost every caller eight bytes more

    /// <summary>The wire's content has no length, and will not have one when it is buffered.</summary>
    public bool HasNoLength { get; set; }

    /// <summary>The length that the wire's content computes, where no header tells it.</summary>
    public long? Length { set => _length = value ?? -1; }

    protected sealed override Task<Stream> CreateContentReadStreamAsync() => CreateContentReadStreamAsync(CancellationToken.None);

    protected sealed override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <summary>Unknown beforehand for most responses from the wire; where the origin told it, the header tells it.</summary>
    protected sealed override bool TryComputeLength(out long length)
    {
        length = Math.Max(_length, 0);
        return _length >= 0;
    }
}
