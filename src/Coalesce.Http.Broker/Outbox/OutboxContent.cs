using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Coalesce.Http.Broker.Outbox;

/// <summary>What a store must know of an entry's content when the content is gone, or must not be looked at under a gate.</summary>
internal sealed class OutboxContent
{
    private readonly byte[] _digest;

    public OutboxContent(OutboxEntry entry)
    {
        Uri = entry.Uri.AbsoluteUri;
        HeadBytes = Encoding.UTF8.GetByteCount(Uri) + BytesOf(entry.Headers);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, entry.Method);
        Append(hash, Uri);
        foreach (var (name, value) in entry.Headers)
        {
            if (Is(name, "Content-Type")) Append(hash, value);
            if (!IsCondition(name)) continue;
            HasCondition = true;
            Creates |= Is(name, "If-None-Match") && value.AsSpan().Trim() is "*";
        }
        // The body is last and alone without its length before it.
        if (entry.Body is { } body) hash.AppendData(body.Span);
        _digest = hash.GetHashAndReset();
    }

    public string Uri { get; }

    /// <summary>Bytes of URI and headers.</summary>
    public long HeadBytes { get; }

    /// <summary>Whether it depends on what the server holds (RFC 9110, section 13).</summary>
    public bool HasCondition { get; }

    /// <summary>Whether it is to be carried out only where there is nothing yet.</summary>
    public bool Creates { get; }

    /// <summary>Whether method, URI, content type and body are the same.</summary>
    public bool IsSame(OutboxContent other) => _digest.AsSpan().SequenceEqual(other._digest);

    public static long BytesOf(OutboxAnswer? answer) => answer is null ? 0 : BytesOf(answer.Headers) + answer.Body.Length;

    private static long BytesOf(IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        long bytes = 0;
        foreach (var (name, value) in headers) bytes += Encoding.UTF8.GetByteCount(name) + Encoding.UTF8.GetByteCount(value);
        return bytes;
    }

    private static bool IsCondition(string name) =>
        Is(name, "If-Match") || Is(name, "If-None-Match") || Is(name, "If-Modified-Since") || Is(name, "If-Unmodified-Since") || Is(name, "If-Range");

    private static bool Is(string name, string expected) => name.Equals(expected, StringComparison.OrdinalIgnoreCase);

    /// <summary>With its length, so that what is cut at another place differs.</summary>
    private static void Append(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
