using Coalesce.Http.Broker;

namespace Coalesce.Http.Sqlite;

/// <summary>A kept answer as bytes and back.</summary>
internal static class AnswerBytes
{
    public static void Pack(Packer packer, OutboxAnswer answer)
    {
        packer.Add(answer.Status).Add(answer.IsCut ? (byte)1 : (byte)0);
        HeaderList.Pack(packer, answer.Headers);
        packer.Add(answer.Body.Span);
    }

    public static OutboxAnswer Unpack(ReadOnlySpan<byte> stored)
    {
        var bytes = new Unpacker(stored);
        var status = bytes.Int();
        var isCut = bytes.Byte() != 0;
        var headers = HeaderList.Unpack(ref bytes);
        var body = bytes.Bytes().ToArray();
        bytes.End();
        return new OutboxAnswer(status, headers, body, isCut);
    }

    public static long Weigh(OutboxAnswer answer) => HeaderList.Weigh(answer.Headers) + answer.Body.Length;
}
