using System.Security.Cryptography;
using Coalesce.Http.Broker;

namespace Coalesce.Http.Sqlite;

/// <summary>Reads entries from rows that were selected with <see cref="Columns"/>.</summary>
internal sealed class EntryReader(Secrets secrets)
{
    /// <summary>In the order of the numbers in <see cref="Read"/>; a statement appends the body, or what else it wants.</summary>
    public const string Columns = """
        seq, id, (SELECT name FROM clients WHERE clients.id = entries.client), state, not_before, set_at, expires_at, created_at, ended_at, first_sent_at, attempt_count, reason,
        content, method, lane, partition, own_partition, key, route, compaction, trace_parent, credentials_mark, attempts, uri, headers, answer, http_version, version_policy
        """;

    /// <summary>The column behind those.</summary>
    public const int Next = 28;

    /// <summary>In the place of a URI that cannot be read; the entry's reason says so.</summary>
    private static readonly Uri NoUri = new("unreadable:/");

    /// <summary>Without the body. What cannot be read is shown as far as it can, with <see cref="OutboxReason.Unreadable"/>.</summary>
    public OutboxEntry Read(Statement row)
    {
        var shell = ReadPlain(row);
        try
        {
            return Open(row, shell);
        }
        catch (InvalidDataException)
        {
            return shell with { Reason = OutboxReason.Unreadable };
        }
    }

    /// <summary>With the body, which stands behind the columns.</summary>
    public OutboxEntry ReadWhole(Statement row)
    {
        var shell = ReadPlain(row);
        try
        {
            var entry = Open(row, shell);
            return row.IsNull(Next) ? entry : entry with { Body = SealedColumns.OpenBody(row.Bytes(Next), shell, secrets.Sealer) };
        }
        catch (InvalidDataException)
        {
            return shell with { Reason = OutboxReason.Unreadable };
        }
    }

    /// <summary>Whether a whole entry is what was once stored: also without encryption, bytes that were changed are not to be sent.</summary>
    public bool IsSound(OutboxEntry whole, Statement row) =>
        whole.Reason != OutboxReason.Unreadable && CryptographicOperations.FixedTimeEquals(secrets.Fingerprints.Content(whole), row.Bytes(12));

    private OutboxEntry Open(Statement row, OutboxEntry shell) => shell with
    {
        Attempts = AttemptList.Unpack(row.Bytes(22)),
        Uri = SealedColumns.OpenUri(row.Bytes(23), shell, secrets.Sealer),
        Headers = SealedColumns.OpenHeaders(row.Bytes(24), shell, secrets.Sealer),
        Answer = row.IsNull(25) ? null : SealedColumns.OpenAnswer(row.Bytes(25), shell, secrets.Sealer),
    };

    private static Version VersionOf(long number) => new((int)(number >> 32) & int.MaxValue, (int)number & int.MaxValue);

    private static OutboxEntry ReadPlain(Statement row) => new()
    {
        Id = new Guid(row.Bytes(1), bigEndian: true),
        Client = row.Text(2),
        Method = row.Text(13),
        Uri = NoUri,
        Headers = [],
        IdempotencyKey = row.Text(17),
        Lane = row.Text(14),
        Partition = row.TextOrNull(15),
        OwnPartition = row.TextOrNull(16),
        Route = row.TextOrNull(18),
        Compaction = (OutboxCompaction)row.Number(19),
        HttpVersion = VersionOf(row.Number(26)),
        VersionPolicy = (HttpVersionPolicy)row.Number(27),
        TraceParent = row.TextOrNull(20),
        CreatedAt = Moment.Of(row.Number(7)),
        ExpiresAt = Moment.Of(row.NumberOrNull(6)),
        State = (OutboxState)row.Number(3),
        NotBefore = Moment.Of(row.Number(4)),
        NotBeforeSetAt = Moment.Of(row.Number(5)),
        AttemptCount = (int)row.Number(10),
        FirstSentAt = Moment.Of(row.NumberOrNull(9)),
        CredentialsMark = row.TextOrNull(21),
        Reason = (OutboxReason)row.Number(11),
        EndedAt = Moment.Of(row.NumberOrNull(8)),
    };
}
