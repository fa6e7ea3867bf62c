using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Coalesce.Http.Caching;

/// <summary>A hash that nobody can guess at without the secret. The length of each text goes first, so that no two lists of texts run into one.</summary>
internal sealed class KeyedHash(byte[] secret) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);

    /// <param name="text">The text; <see langword="null"/> is another than the empty one.</param>
    public void Append(string? text)
    {
        Append(text?.Length ?? -1);
        if (text is not null) _hash.AppendData(MemoryMarshal.AsBytes(text.AsSpan())); // as it is: an encoding makes one of all that is no text
    }

    public void Append(byte[]? bytes)
    {
        Append(bytes?.Length ?? -1);
        if (bytes is not null) _hash.AppendData(bytes);
    }

    public void Append(int number)
    {
        Span<byte> bytes = stackalloc byte[4];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        _hash.AppendData(bytes);
    }

    public byte[] End() => _hash.GetHashAndReset();

    public void Dispose() => _hash.Dispose();
}
