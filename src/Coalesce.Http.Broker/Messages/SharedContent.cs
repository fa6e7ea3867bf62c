using System.Net;

namespace Coalesce.Http.Broker.Messages;

/// <summary>The content of one caller's response: a reader of a shared body. Copies nothing; disposing it leaves the flight.</summary>
internal sealed class SharedContent : RelayedContent
{
    private bool _consumed;

    /// <summary>The caller's reader. Set right after construction: the reader needs the response, and that its content.</summary>
    public SharedBodyStream Reader { private get; set; } = null!;

    protected override Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? Task.FromCanceled<Stream>(cancellationToken) : Task.FromResult<Stream>(Consume());

    protected override Stream CreateContentReadStream(CancellationToken cancellationToken) => Consume();

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        Consume().CopyToAsync(stream, cancellationToken);

    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        Consume().CopyTo(stream);

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
