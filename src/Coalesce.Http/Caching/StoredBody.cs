using Coalesce.Http.Broker.Flights;
using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Caching;

/// <summary>Collects a body as callers read it, and keeps its answer when it is whole. One that is cut short, or longer than it may be, is dropped.</summary>
/// <remarks>
/// A length that is announced is believed for small bodies, so that those take one array; of a bigger one there is never much more memory than bytes have come. So an origin that announces much and sends little
/// cannot make us hold what it announces.
/// </remarks>
/// <param name="cache">Where it is kept.</param>
/// <param name="flight">What brings it.</param>
/// <param name="stored">The answer, without its body.</param>
/// <param name="expected">How long the body says it is, if it does.</param>
/// <param name="most">How long it may be.</param>
internal sealed class StoredBody(ResponseCache cache, Flight flight, StoredResponse stored, long? expected, int most) : IBodySink
{
    private const int Unannounced = 1024;
    private const int Believed = 64 * 1024;
    private readonly int _most = (int)Math.Min(expected ?? most, most);
    private byte[] _bytes = new byte[Math.Min(expected ?? Unannounced, Believed)];
    private int _length;
    private bool _isTooLong;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (_isTooLong) return;
        if (bytes.Length > _most - _length)
        {
            _isTooLong = true;
            _bytes = [];
            return;
        }
        if (_length + bytes.Length > _bytes.Length) Grow(_length + bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }

    public void End()
    {
        if (_isTooLong || (expected is not null && _length != expected)) return;
        if (_length != _bytes.Length) Array.Resize(ref _bytes, _length);
        stored.Body = _bytes;
        stored.Weight += _length;
        cache.Store(cache.Keys.Of(flight.Key), stored);
    }

    /// <summary>An announced length is where it ends, so that few steps waste nothing; of another nobody knows.</summary>
    private void Grow(int least) => Array.Resize(ref _bytes, (int)Math.Min(_most, Math.Max(least, _bytes.Length * (expected is null ? 2L : 4L))));
}
