using System.Text;

namespace Coalesce.Http.Sqlite;

/// <summary>Headers in order, as bytes and back.</summary>
internal static class HeaderList
{
    /// <summary>The lengths of name and value.</summary>
    private const int LeastBytes = 2 * sizeof(int);

    public static void Pack(Packer packer, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        packer.Add(headers.Count);
        for (var i = 0; i < headers.Count; i++) packer.Add(headers[i].Key).Add(headers[i].Value);
    }

    public static KeyValuePair<string, string>[] Unpack(ref Unpacker bytes)
    {
        var headers = new KeyValuePair<string, string>[bytes.Count(LeastBytes)];
        for (var i = 0; i < headers.Length; i++) headers[i] = new(bytes.Text(), bytes.Text());
        return headers;
    }

    /// <summary>What names and values count against the bound.</summary>
    public static long Weigh(IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        long sum = 0;
        for (var i = 0; i < headers.Count; i++) sum += Encoding.UTF8.GetByteCount(headers[i].Key) + Encoding.UTF8.GetByteCount(headers[i].Value);
        return sum;
    }
}
