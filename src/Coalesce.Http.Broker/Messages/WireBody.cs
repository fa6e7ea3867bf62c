namespace Coalesce.Http.Broker.Messages;

/// <summary>The body as the wire gives it: opened at the first read, which may be never.</summary>
/// <param name="response">The wire's response. Its trailers are read at the end, its content now: that may be replaced later.</param>
/// <param name="cancelled">Cancels the reads.</param>
internal sealed class WireBody(HttpResponseMessage response, CancellationToken cancelled)
{
    private readonly HttpContent _content = response.Content;
    private Stream? _stream;

    /// <summary>How long the body says it is, if it does.</summary>
    public long? Length { get; } = BodyTraits.LengthOf(response.Content);

    public HeaderField[] Trailers => HeaderField.AllOf(response.TrailingHeaders.NonValidated);

    public async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        _stream ??= await _content.ReadAsStreamAsync(cancelled).ConfigureAwait(false);
        return await _stream.ReadAsync(buffer, cancelled).ConfigureAwait(false);
    }

    /// <summary>It is done with: what its disposal throws cannot change what the readers have.</summary>
    public Exception? TryDispose() => _content.TryDispose();
}
