using System.Buffers.Binary;
using System.Text;

namespace Coalesce.Http.Sqlite;

/// <summary>Reads what <see cref="Packer"/> wrote. Whatever else is there throws <see cref="InvalidDataException"/>: the bytes come from a file that others can write to.</summary>
internal ref struct Unpacker(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public byte Byte() => Take(1)[0];

    public int Int() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    public long Long() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    public string? TextOrNull() => Int() is >= 0 and var length ? Encoding.UTF8.GetString(Take(length)) : null;

    public string Text() => TextOrNull() ?? throw new InvalidDataException("A text is missing.");

    public ReadOnlySpan<byte> Bytes() => Take(Int());

    /// <summary>A count of things that take at least so many bytes each.</summary>
    public int Count(int least)
    {
        var count = Int();
        return count >= 0 && count <= _rest.Length / least ? count : throw new InvalidDataException("There are fewer than it says.");
    }

    public readonly void End()
    {
        if (_rest.Length > 0) throw new InvalidDataException("Something is behind the end.");
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length < 0 || length > _rest.Length) throw new InvalidDataException("The end is missing.");
        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
