using System.Security.Cryptography;
using Coalesce.Http.Broker;

namespace Coalesce.Http.Sqlite;

/// <summary>Short stand-ins for what entries are compared by. Keyed, so that those of an encrypted file say nothing about what they stand for.</summary>
internal sealed class Fingerprints(byte[] key)
{
    [ThreadStatic]
    private static Packer? t_packer;

    /// <summary>Of the key in its partition. Whoever looks it up compares the texts, too.</summary>
    public long Key(OutboxEntry entry) => Number(Begin(1).Add(entry.Client).Add(entry.Partition).Add(entry.OwnPartition).Add(entry.IdempotencyKey));

    /// <summary>Of the lane. Two that met in one number would wait for each other, and no more.</summary>
    public long Lane(OutboxEntry entry) => Number(Begin(2).Add(entry.Client).Add(entry.Partition).Add(entry.OwnPartition).Add(entry.Lane));

    /// <summary>Of the URI. Whoever looks it up compares the texts, too.</summary>
    public long Uri(OutboxEntry entry) => Number(Begin(3).Add(entry.Uri.AbsoluteUri));

    /// <summary>Of all that makes two requests with one key the same. Whole, as nothing else is left to compare once the body is dropped.</summary>
    public byte[] Content(OutboxEntry entry)
    {
        var packer = Begin(4).Add(entry.Method).Add(entry.Uri.AbsoluteUri);
        for (var i = 0; i < entry.Headers.Count; i++)
        {
            if (entry.Headers[i].Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)) packer.Add(entry.Headers[i].Value);
        }
        Span<byte> body = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(entry.Body.GetValueOrDefault().Span, body);
        return HMACSHA256.HashData(key, packer.Add(body).Written);
    }

    private static Packer Begin(byte what) => (t_packer ??= new Packer()).Clear().Add(what);

    private long Number(Packer packer)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, packer.Written, hash);
        return BitConverter.ToInt64(hash);
    }
}
