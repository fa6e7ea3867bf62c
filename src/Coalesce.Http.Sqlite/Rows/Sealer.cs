using System.Security.Cryptography;

namespace Coalesce.Http.Sqlite;

/// <summary>Seals columns with AES-GCM, bound to what they belong to; or leaves them as they are, without a key.</summary>
internal sealed class Sealer(byte[]? key)
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    /// <summary>Without it, what a column belongs to need not be said.</summary>
    public bool HasKey => key is not null;

    /// <param name="plain">The value.</param>
    /// <param name="bond">What it belongs to. It opens with exactly this only.</param>
    public byte[] Seal(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> bond)
    {
        if (key is null) return plain.ToArray();
        var stored = new byte[NonceBytes + TagBytes + plain.Length];
        var nonce = stored.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        // One for each: the class does not promise to be used by several threads.
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce, plain, stored.AsSpan(NonceBytes + TagBytes), stored.AsSpan(NonceBytes, TagBytes), bond);
        return stored;
    }

    /// <exception cref="InvalidDataException">It was changed, or belongs to something else.</exception>
    public byte[] Open(ReadOnlySpan<byte> stored, ReadOnlySpan<byte> bond)
    {
        if (key is null) return stored.ToArray();
        if (stored.Length < NonceBytes + TagBytes) throw new InvalidDataException("The end is missing.");
        var plain = new byte[stored.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        try
        {
            aes.Decrypt(stored[..NonceBytes], stored[(NonceBytes + TagBytes)..], stored.Slice(NonceBytes, TagBytes), plain, bond);
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw new InvalidDataException("It was changed, or moved.", e);
        }
        return plain;
    }
}
