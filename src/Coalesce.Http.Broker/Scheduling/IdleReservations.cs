using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Broker.Scheduling;

/// <summary>
/// Permits that turns reserved and have not used yet. While others wait, one that stays unused for a second is to go back: its handlers may wait for the very
/// send that waits for it (a token that somebody else fetches). Guarded by the gate of the scheduler, but for the timer's callback, which takes it itself.
/// </summary>
internal sealed class IdleReservations(TimeProvider time, Action look)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);
    private readonly HashSet<Turn> _turns = [];
    private ITimer? _timer;
    private bool _isArmed;

    public void Add(Turn turn)
    {
        turn.IsReserved = true;
        turn.ReservedAt = time.GetTimestamp();
        _turns.Add(turn);
    }

    public void Remove(Turn turn)
    {
        turn.IsReserved = false;
        _turns.Remove(turn);
    }

    /// <summary>Somebody waits: looks again in a second, if that is not under way.</summary>
    public void Watch()
    {
        if (_isArmed) return;
        _isArmed = true;
        _timer ??= QuietTimer.Create(time, look);
        _timer.Change(Limit, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The timer has fired: those that have been idle too long, if anybody waits.</summary>
    public List<Turn> TakeIdle(bool isWanted)
    {
        _isArmed = false;
        if (!isWanted) return [];
        var idle = _turns.Where(turn => time.GetElapsedTime(turn.ReservedAt) >= Limit).ToList();
        idle.ForEach(Remove);
        return idle;
    }
}
