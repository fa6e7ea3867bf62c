using System.Text;
using Coalesce.Http.Broker;

namespace Coalesce.Http.Sqlite;

/// <summary>The columns that are encrypted where there is a key.</summary>
internal readonly record struct SealedColumns(byte[] Uri, byte[] Headers, byte[]? Body)
{
    private const string UriColumn = "uri";
    private const string HeadersColumn = "headers";
    private const string BodyColumn = "body";
    private const string AnswerColumn = "answer";

    public static SealedColumns Of(OutboxEntry entry, Sealer sealer)
    {
        var headers = new Packer();
        HeaderList.Pack(headers, entry.Headers);
        return new SealedColumns(
            sealer.Seal(Encoding.UTF8.GetBytes(UriText.Of(entry.Uri)), Bond(entry, UriColumn, sealer)),
            sealer.Seal(headers.Written, Bond(entry, HeadersColumn, sealer)),
            entry.Body is { } body ? sealer.Seal(body.Span, Bond(entry, BodyColumn, sealer)) : null);
    }

    public static byte[] OfAnswer(OutboxAnswer answer, OutboxEntry? entry, Sealer sealer)
    {
        var packer = new Packer();
        AnswerBytes.Pack(packer, answer);
        return sealer.Seal(packer.Written, Bond(entry, AnswerColumn, sealer));
    }

    public static Uri OpenUri(ReadOnlySpan<byte> stored, OutboxEntry entry, Sealer sealer) =>
        UriText.Parse(Encoding.UTF8.GetString(sealer.Open(stored, Bond(entry, UriColumn, sealer))));

    public static IReadOnlyList<KeyValuePair<string, string>> OpenHeaders(ReadOnlySpan<byte> stored, OutboxEntry entry, Sealer sealer)
    {
        var bytes = new Unpacker(sealer.Open(stored, Bond(entry, HeadersColumn, sealer)));
        var headers = HeaderList.Unpack(ref bytes);
        bytes.End();
        return headers;
    }

    public static byte[] OpenBody(ReadOnlySpan<byte> stored, OutboxEntry entry, Sealer sealer) => sealer.Open(stored, Bond(entry, BodyColumn, sealer));

    public static OutboxAnswer OpenAnswer(ReadOnlySpan<byte> stored, OutboxEntry entry, Sealer sealer) =>
        AnswerBytes.Unpack(sealer.Open(stored, Bond(entry, AnswerColumn, sealer)));

    private static ReadOnlySpan<byte> Bond(OutboxEntry? entry, string column, Sealer sealer) => sealer.HasKey ? EntryBond.Of(entry!, column) : default;
}
