using Coalesce.Http.Broker;

namespace Coalesce.Http.Sqlite.Tests.Killing;

/// <summary>Stops the thread that writes when its open transaction holds a compaction, right before the commit.</summary>
internal sealed class CompactionWatch(Stop stop)
{
    private Statement? _count;
    private long _committed;

    public StoreHooks Hooks => new() { Opened = Open, Committing = _ => Look() };

    private void Open(Connection connection)
    {
        _count = connection.Prepare($"SELECT count(*) FROM entries WHERE state = {(int)OutboxState.Compacted}");
        _committed = Count();
    }

    private int Look()
    {
        var count = Count();
        if (count > _committed) stop.AtAsync(KillPoint.InCompaction, $"{_committed}").Wait();
        _committed = count;
        return 0;
    }

    /// <summary>By the connection that has the transaction open, which alone sees what is not committed.</summary>
    private long Count()
    {
        _count!.Step();
        var count = _count.Number(0);
        _count.Reset();
        return count;
    }
}
