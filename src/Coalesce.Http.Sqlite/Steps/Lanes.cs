using Coalesce.Http.Broker;

namespace Coalesce.Http.Sqlite;

/// <summary>
/// Whose turn it is in each lane. The entry that is replaying has turn 1; where there is none, the oldest that waits has it; all others that wait have 0. So a lane where something waits always has
/// one with 1.
/// </summary>
internal sealed class Lanes(Connection connection) : IDisposable
{
    private readonly Statement _isBusy = connection.Prepare("SELECT 1 FROM entries WHERE lane_print = ? AND turn IS NOT NULL LIMIT 1");
    private readonly Statement _findHolder = connection.Prepare("SELECT seq, state FROM entries WHERE lane_print = ? AND turn = 1 LIMIT 1");
    private readonly Statement _findFirst = connection.Prepare("SELECT seq FROM entries WHERE lane_print = ? AND turn = 0 ORDER BY seq LIMIT 1");
    private readonly Statement _setTurn = connection.Prepare("UPDATE entries SET turn = ? WHERE seq = ?");

    public bool IsBusy(long lane)
    {
        var busy = _isBusy.With(lane).Step();
        if (busy) _isBusy.Reset();
        return busy;
    }

    /// <summary>The turn of an entry that is about to wait, by the place that it has. Another one's turn may change for it.</summary>
    public long TurnToWait(EntryControl entry) => entry switch
    {
        { Turn: null } => Enter(entry),
        { State: OutboxState.Replaying } => Return(entry),
        { Turn: { } same } => same,
    };

    /// <summary>After an entry that had this turn has left: the next has its turn.</summary>
    public void Left(long lane, long? turn)
    {
        if (turn is > 0 && First(lane) is not 0 and var first) _setTurn.With(1).With(first).Run();
    }

    public void Dispose()
    {
        _isBusy.Dispose();
        _findHolder.Dispose();
        _findFirst.Dispose();
        _setTurn.Dispose();
    }

    private long Enter(EntryControl entry)
    {
        if (!_findHolder.With(entry.LanePrint).Step()) return 1;
        var (holder, state) = (_findHolder.Number(0), (OutboxState)_findHolder.Number(1));
        _findHolder.Reset();
        if (state == OutboxState.Replaying || holder < entry.Seq) return 0;
        _setTurn.With(0).With(holder).Run();
        return 1;
    }

    private long Return(EntryControl entry)
    {
        var first = First(entry.LanePrint);
        if (first == 0 || entry.Seq < first) return 1;
        // An older one came to wait while it was sent.
        _setTurn.With(1).With(first).Run();
        return 0;
    }

    /// <returns>0: none waits behind.</returns>
    private long First(long lane)
    {
        if (!_findFirst.With(lane).Step()) return 0;
        var seq = _findFirst.Number(0);
        _findFirst.Reset();
        return seq;
    }
}
