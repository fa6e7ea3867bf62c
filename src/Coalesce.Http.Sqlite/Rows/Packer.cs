using System.Buffers.Binary;
using System.Text;

namespace Coalesce.Http.Sqlite;

/// <summary>Writes values one behind the other; <see cref="Unpacker"/> reads them in the same order.</summary>
internal sealed class Packer
{
    private byte[] _bytes = new byte[256];
    private int _length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public Packer Clear()
    {
        _length = 0;
        return this;
    }

    public Packer Add(byte value)
    {
        Room(1)[0] = value;
        return this;
    }

    public Packer Add(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(Room(sizeof(int)), value);
        return this;
    }

    public Packer Add(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(Room(sizeof(long)), value);
        return this;
    }

    /// <summary>With its length in front, so that no two lists of values look the same; <see langword="null"/> is not "".</summary>
    public Packer Add(string? value)
    {
        if (value is null) return Add(-1);
        var length = Encoding.UTF8.GetByteCount(value);
        Add(length);
        Encoding.UTF8.GetBytes(value, Room(length));
        return this;
    }

    public Packer Add(ReadOnlySpan<byte> value)
    {
        Add(value.Length);
        value.CopyTo(Room(value.Length));
        return this;
    }

    private Span<byte> Room(int length)
    {
        if (_bytes.Length - _length < length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + length));
        _length += length;
        return _bytes.AsSpan(_length - length, length);
    }
}
