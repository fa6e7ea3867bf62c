using System.Security.Cryptography;
using System.Text;

namespace Coalesce.Http.Sqlite;

/// <summary>What is derived from the file's salt and the user's key: one key for each purpose.</summary>
internal sealed class Secrets
{
    public const int SaltBytes = 32;

    private const int KeyBytes = 32;

    public Secrets(byte[] salt, byte[]? key)
    {
        var material = key ?? salt;
        Fingerprints = new Fingerprints(Derive(material, salt, "fingerprints"));
        Public = Derive(material, salt, "public");
        Sealer = new Sealer(key is null ? null : Derive(material, salt, "columns"));
        Check = key is null ? null : Derive(material, salt, "check");
    }

    public Fingerprints Fingerprints { get; }

    public Sealer Sealer { get; }

    /// <summary>For hashes that the outbox makes itself.</summary>
    public ReadOnlyMemory<byte> Public { get; }

    /// <summary>Says whether it is the right key, and nothing about it; <see langword="null"/> without one.</summary>
    public byte[]? Check { get; }

    private static byte[] Derive(byte[] material, byte[] salt, string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, material, KeyBytes, salt, Encoding.UTF8.GetBytes("coalesce-outbox/1/" + purpose));
}
