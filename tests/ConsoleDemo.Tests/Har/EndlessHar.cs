using System.Text;

namespace ConsoleDemo.Tests.Har;

/// <summary>A HAR file with many entries, made while it is read.</summary>
internal sealed class EndlessHar(int entries) : Stream
{
    private readonly byte[] _entry = Encoding.UTF8.GetBytes(HarText.Entry());
    private byte[] _rest = """{ "log": { "entries": [ """u8.ToArray();
    private int _position;
    private int _written;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        if (_position == _rest.Length) (_rest, _position) = (Next(), 0);
        var read = Math.Min(buffer.Length, _rest.Length - _position);
        _rest.AsSpan(_position, read).CopyTo(buffer);
        _position += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private byte[] Next()
    {
        _written++;
        if (_written > entries + 1) return [];
        if (_written > entries) return "]}}"u8.ToArray();
        return _written == 1 ? _entry : [(byte)',', .. _entry];
    }
}
