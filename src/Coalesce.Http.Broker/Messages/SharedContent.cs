using System.Net;

namespace Coalesce.Http.Broker.Messages;

/// <summary>The content of one caller's response: a reader of a shared body. Copies nothing; disposing it leaves the flight.</summary>
internal sealed class SharedContent : HttpContent
{
    private bool _consumed;

    /// <summary>The caller's reader. Set right after construction: the reader needs the response, and that its content.</summary>
    public SharedBodyStream Reader { private get; set; } = null!;

    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult<Stream>(Consume());

    protected override Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? Task.FromCanceled<Stream>(cancellationToken) : CreateContentReadStreamAsync();

    protected override Stream CreateContentReadStream(CancellationToken cancellationToken) => Consume();

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        Consume().CopyToAsync(stream, cancellationToken);

    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        Consume().CopyTo(stream);

    /// <summary>Unknown beforehand, as for any response from the wire; where the origin told it, the header tells it.</summary>
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) Reader.Dispose();
        base.Dispose(disposing);
    }

    private SharedBodyStream Consume()
    {
        if (_consumed) throw new InvalidOperationException("The stream was already consumed. It cannot be read again.");
        _consumed = true;
        return Reader;
    }
}
