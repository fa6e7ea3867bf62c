using Coalesce.Http.Broker;

namespace Coalesce.Http.Sqlite;

/// <summary>How much a client has: what is live counts against its bounds, what has ended makes room.</summary>
internal sealed class ClientTally(long id, string name)
{
    private readonly long[] _counts = new long[States];

    public static int States => 8;

    public long Id { get; } = id;

    public string Name { get; } = name;

    public long Live => _counts[(int)OutboxState.Trying] + _counts[(int)OutboxState.Waiting] + _counts[(int)OutboxState.Replaying] + _counts[(int)OutboxState.Dead];

    public long LiveBytes { get; private set; }

    public long Ended => _counts[(int)OutboxState.Delivered] + _counts[(int)OutboxState.Withdrawn] + _counts[(int)OutboxState.Discarded] + _counts[(int)OutboxState.Compacted];

    public long EndedBytes { get; private set; }

    /// <summary>The place that its newest entry took in this transaction; 0: none.</summary>
    public long LastPlace { get; set; }

    public bool IsChanged { get; private set; }

    /// <summary>How many entries are in a state.</summary>
    public long this[int state] => _counts[state];

    /// <summary>From a row whose columns from this one on are the bytes, live and ended, and the counts by state.</summary>
    public static ClientTally Read(Statement row, int column, long id, string name)
    {
        var tally = new ClientTally(id, name) { LiveBytes = row.Number(column), EndedBytes = row.Number(column + 1) };
        for (var state = 0; state < States; state++) tally._counts[state] = row.Number(column + 2 + state);
        return tally;
    }

    public void Add(OutboxState state, long bytes) => Count(state, 1, bytes);

    public void Remove(OutboxState state, long bytes) => Count(state, -1, -bytes);

    /// <summary>From one live state to another.</summary>
    public void Move(OutboxState from, OutboxState to)
    {
        if (from == to) return;
        Count(from, -1, 0);
        Count(to, 1, 0);
    }

    private void Count(OutboxState state, int entries, long bytes)
    {
        _counts[(int)state] += entries;
        if (state is OutboxState.Trying or OutboxState.Waiting or OutboxState.Replaying or OutboxState.Dead) LiveBytes += bytes;
        else EndedBytes += bytes;
        IsChanged = true;
    }
}
