namespace Coalesce.Http.Broker.Messages;

/// <summary>The body as the wire gives it: opened at the first read, which may be never.</summary>
/// <param name="response">The wire's response. Its trailers are read at the end, its content now: that may be replaced later.</param>
/// <param name="cancelled">Cancels the reads.</param>
/// <param name="sink">Gets what is read, if anybody wants it.</param>
internal sealed class WireBody(HttpResponseMessage response, CancellationToken cancelled, IBodySink? sink = null)
{
    private readonly HttpContent _content = response.Content;
    private Stream? _stream;

    /// <summary>How long the body says it is, if it does.</summary>
    public long? Length { get; } = BodyTraits.LengthOf(response.Content);

    public HeaderField[] Trailers => HeaderField.AllOf(response.TrailingHeaders.NonValidated);

    public async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        _stream ??= await _content.ReadAsStreamAsync(cancelled).ConfigureAwait(false);
        var count = await _stream.ReadAsync(buffer, cancelled).ConfigureAwait(false);
        if (count == 0) sink?.End();
        else sink?.Write(buffer.Span[..count]);
        return count;
    }

    /// <summary>It is done with: what its disposal throws cannot change what the readers have.</summary>
    public Exception? TryDispose() => _content.TryDispose();
}
