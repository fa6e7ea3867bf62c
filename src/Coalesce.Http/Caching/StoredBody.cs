using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Caching;

/// <summary>Collects a body as callers read it, and hands it over when it is whole. One that is cut short, or longer than it may be, is dropped.</summary>
/// <param name="expected">How long it says it is, if it does.</param>
/// <param name="most">How long it may be.</param>
/// <param name="whole">Gets the whole body.</param>
internal sealed class StoredBody(long? expected, int most, Action<byte[]> whole) : IBodySink
{
    private byte[] _bytes = new byte[expected ?? 1024];
    private int _length;
    private bool _isTooLong;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (_isTooLong) return;
        if (_length + bytes.Length > (expected ?? most))
        {
            _isTooLong = true;
            _bytes = [];
            return;
        }
        if (_length + bytes.Length > _bytes.Length) Array.Resize(ref _bytes, Math.Min(most, Math.Max(2 * _bytes.Length, _length + bytes.Length)));
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }

    public void End()
    {
        if (_isTooLong || (expected is not null && _length != expected)) return;
        if (_length != _bytes.Length) Array.Resize(ref _bytes, _length);
        whole(_bytes);
    }
}
