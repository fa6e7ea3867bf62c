using System.Net;

namespace Coalesce.Http.Broker.Messages;

/// <summary>Content that hands on another content, with something of ours between: the headers are the same, the stream is wrapped.</summary>
internal abstract class WrappingContent : RelayedContent
{
    private readonly HttpContent _inner;
    private Stream? _stream;

    protected WrappingContent(HttpContent inner)
    {
        _inner = inner;
        new ContentHeaders(inner).AddTo(this);
    }

    /// <summary>Whether content is the original, or ours around it.</summary>
    public static bool IsOf(HttpContent content, HttpContent original) =>
        content == original || (content is WrappingContent wrapping && wrapping._inner == original);

    /// <summary>Puts a stream of ours around the inner content's.</summary>
    protected abstract Stream Wrap(Stream inner);

    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
        _stream = Wrap(await _inner.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));

    protected override Stream CreateContentReadStream(CancellationToken cancellationToken) =>
        _stream = Wrap(_inner.ReadAsStream(cancellationToken));

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var source = await CreateContentReadStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            await source.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
        }
    }

    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        using var source = CreateContentReadStream(cancellationToken);
        source.CopyTo(stream);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stream?.Dispose();
            _inner.Dispose();
        }
        base.Dispose(disposing);
    }
}
