using Coalesce.Http.Broker;

namespace Coalesce.Http.Sqlite;

/// <summary>The last attempts of an entry as bytes and back.</summary>
internal static class AttemptList
{
    private const int Most = 16;

    /// <summary>Number, start, duration, status, what arrived, and the length of the error.</summary>
    private const int LeastBytes = (3 * sizeof(int)) + (2 * sizeof(long)) + 1;

    private const int NoStatus = -1;

    public static byte[] Append(ReadOnlySpan<byte> stored, OutboxAttempt attempt)
    {
        var before = Unpack(stored);
        var skipped = Math.Max(0, before.Length + 1 - Most);
        var packer = new Packer();
        packer.Add(before.Length - skipped + 1);
        for (var i = skipped; i < before.Length; i++) Pack(packer, before[i]);
        Pack(packer, attempt);
        return packer.Written.ToArray();
    }

    public static OutboxAttempt[] Unpack(ReadOnlySpan<byte> stored)
    {
        if (stored.IsEmpty) return [];
        var bytes = new Unpacker(stored);
        var attempts = new OutboxAttempt[bytes.Count(LeastBytes)];
        for (var i = 0; i < attempts.Length; i++)
        {
            attempts[i] = new OutboxAttempt(
                bytes.Int(), Moment.Of(bytes.Long()), new TimeSpan(bytes.Long()), bytes.Int() is not NoStatus and var status ? status : null, bytes.TextOrNull(), bytes.Byte() != 0);
        }
        bytes.End();
        return attempts;
    }

    private static void Pack(Packer packer, OutboxAttempt attempt) => packer
        .Add(attempt.Number).Add(attempt.StartedAt.UtcTicks).Add(attempt.Duration.Ticks).Add(attempt.Status ?? NoStatus).Add(attempt.Error).Add(attempt.MayHaveArrived ? (byte)1 : (byte)0);
}
