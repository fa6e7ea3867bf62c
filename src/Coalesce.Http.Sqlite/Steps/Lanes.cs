namespace Coalesce.Http.Sqlite;

/// <summary>Whose turn it is in each lane. The entry that is replaying has turn 2; where there is none, the oldest that waits has turn 1; all others that wait have 0.</summary>
internal sealed class Lanes(Connection connection) : IDisposable
{
    private readonly Statement _isBusy = connection.Prepare("SELECT 1 FROM entries WHERE lane_print = ? AND turn IS NOT NULL LIMIT 1");
    private readonly Statement _findHolder = connection.Prepare("SELECT seq, turn FROM entries WHERE lane_print = ? AND turn > 0 LIMIT 1");
    private readonly Statement _findFirst = connection.Prepare("SELECT seq FROM entries WHERE lane_print = ? AND turn = 0 ORDER BY seq LIMIT 1");
    private readonly Statement _setTurn = connection.Prepare("UPDATE entries SET turn = ? WHERE seq = ?");

    public bool IsBusy(long lane)
    {
        var busy = _isBusy.With(lane).Step();
        if (busy) _isBusy.Reset();
        return busy;
    }

    /// <summary>After an entry came into the lane, with turn 0, or left it.</summary>
    public void Settle(long lane)
    {
        var (holder, turn) = Find(_findHolder.With(lane));
        if (turn == 2) return;
        var (first, _) = Find(_findFirst.With(lane));
        if (first == 0 || (holder != 0 && holder < first)) return;
        if (holder != 0) _setTurn.With(0).With(holder).Run();
        _setTurn.With(1).With(first).Run();
    }

    public void Dispose()
    {
        _isBusy.Dispose();
        _findHolder.Dispose();
        _findFirst.Dispose();
        _setTurn.Dispose();
    }

    private (long Seq, long Turn) Find(Statement select)
    {
        if (!select.Step()) return default;
        var found = (select.Number(0), select == _findHolder ? select.Number(1) : 0);
        select.Reset();
        return found;
    }
}
