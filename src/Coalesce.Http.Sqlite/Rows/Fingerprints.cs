using System.Buffers.Binary;
using System.Security.Cryptography;
using Coalesce.Http.Broker;

namespace Coalesce.Http.Sqlite;

/// <summary>Short stand-ins for what entries are compared by. Keyed, so that those of an encrypted file say nothing about what they stand for.</summary>
internal sealed class Fingerprints(byte[] key)
{
    /// <summary>What is longer goes into the content's hash by a hash of its own, so that it need not be copied.</summary>
    private const int ShortBody = 4096;

    [ThreadStatic]
    private static Packer? t_packer;

    private readonly SipHash _short = new(key);

    /// <summary>
    /// Of the key. Whoever looks it up compares client, partition and text, too. Of a UUID with its time in front it is just that: keys that are made one after the other stand one
    /// behind the other in the index, and a group of new ones writes one page of it instead of one page each.
    /// </summary>
    public long Key(OutboxEntry entry) =>
        Guid.TryParseExact(entry.IdempotencyKey, "D", out var id) && id.Version == 7 ? Front(id) : Number(Begin(1).Add(entry.IdempotencyKey));

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
        var body = entry.Body.GetValueOrDefault().Span;
        if (body.Length <= ShortBody) return HMACSHA256.HashData(key, packer.Add(body).Written);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        return HMACSHA256.HashData(key, packer.Add(body.Length).Add(hash).Written);
    }

    private static Packer Begin(byte what) => (t_packer ??= new Packer()).Clear().Add(what);

    private static long Front(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadInt64BigEndian(bytes);
    }

    private long Number(Packer packer) => (long)_short.Of(packer.Written);
}
