using System.Buffers.Binary;
using System.Numerics;

namespace Coalesce.Http.Sqlite;

/// <summary>SipHash-2-4 (Aumasson and Bernstein): a short hash with a key, for short texts. A tenth of what HMAC-SHA-256 costs, of which an entry would need three.</summary>
internal readonly struct SipHash(ReadOnlySpan<byte> key)
{
    private readonly ulong _k0 = BinaryPrimitives.ReadUInt64LittleEndian(key);
    private readonly ulong _k1 = BinaryPrimitives.ReadUInt64LittleEndian(key[8..]);

    public ulong Of(ReadOnlySpan<byte> bytes)
    {
        var (v0, v1, v2, v3) = (_k0 ^ 0x736f6d6570736575, _k1 ^ 0x646f72616e646f6d, _k0 ^ 0x6c7967656e657261, _k1 ^ 0x7465646279746573);
        var last = (ulong)bytes.Length << 56;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..]) Compress(BinaryPrimitives.ReadUInt64LittleEndian(bytes), ref v0, ref v1, ref v2, ref v3);
        for (var i = 0; i < bytes.Length; i++) last |= (ulong)bytes[i] << (8 * i);
        Compress(last, ref v0, ref v1, ref v2, ref v3);
        v2 ^= 0xff;
        for (var i = 0; i < 4; i++) Round(ref v0, ref v1, ref v2, ref v3);
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private static void Compress(ulong word, ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v3 ^= word;
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        v0 ^= word;
    }

    private static void Round(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v0 += v1;
        v2 += v3;
        v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
        v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
        v0 = BitOperations.RotateLeft(v0, 32);
        v2 += v1;
        v0 += v3;
        v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
        v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
        v2 = BitOperations.RotateLeft(v2, 32);
    }
}
