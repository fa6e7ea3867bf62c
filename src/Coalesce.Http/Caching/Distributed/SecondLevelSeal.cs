using System.Security.Cryptography;
using System.Text;

namespace Coalesce.Http.Caching.Distributed;

/// <summary>AES-GCM over a record, bound to the name that it is kept under: one that was put elsewhere, or changed, does not open.</summary>
internal sealed class SecondLevelSeal(byte[] key)
{
    private const int NonceLength = 12, TagLength = 16;

    public byte[] Close(string name, ReadOnlySpan<byte> record)
    {
        var result = new byte[NonceLength + TagLength + record.Length];
        var nonce = result.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce); // of 96 bits: safe for 2^32 records a key
        using var aes = new AesGcm(key, TagLength); // one for each: not for several threads at once
        aes.Encrypt(nonce, record, result.AsSpan(NonceLength + TagLength), result.AsSpan(NonceLength, TagLength), Encoding.UTF8.GetBytes(name));
        return result;
    }

    /// <returns><see langword="null"/>: it was not closed with this key, or not under this name.</returns>
    public byte[]? Open(string name, ReadOnlySpan<byte> closed)
    {
        if (closed.Length < NonceLength + TagLength) return null;
        var record = new byte[closed.Length - NonceLength - TagLength];
        using var aes = new AesGcm(key, TagLength);
        try
        {
            aes.Decrypt(closed[..NonceLength], closed[(NonceLength + TagLength)..], closed.Slice(NonceLength, TagLength), record, Encoding.UTF8.GetBytes(name));
            return record;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
