using Coalesce.Http.Broker;

namespace Coalesce.Http.Sqlite;

/// <summary>What a sealed column belongs to: the entry, whose it is and what it does, and the column. None of them can be changed or exchanged under it.</summary>
internal static class EntryBond
{
    [ThreadStatic]
    private static Packer? t_packer;

    /// <returns>Valid until the next call on this thread.</returns>
    public static ReadOnlySpan<byte> Of(OutboxEntry entry, string column)
    {
        Span<byte> id = stackalloc byte[16];
        entry.Id.TryWriteBytes(id, bigEndian: true, out _);
        return (t_packer ??= new Packer()).Clear().Add(Schema.Version).Add(column).Add(id)
            .Add(entry.Client).Add(entry.Partition).Add(entry.OwnPartition).Add(entry.Lane).Add(entry.IdempotencyKey).Add(entry.Method).Written;
    }
}
