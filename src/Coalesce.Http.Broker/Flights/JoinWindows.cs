using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Broker.Flights;

/// <summary>
/// How long after its head a flight may be joined. One timer for all flights, armed at most once a window. Guarded by the gate of the group, but for
/// the timer's callback, which takes it itself.
/// </summary>
internal sealed class JoinWindows(FlightRules rules, Action closing)
{
    private ITimer? _timer;
    private bool _isArmed;

    public bool IsOpen(Flight flight) => rules.Time.GetElapsedTime(flight.LandedAt) < rules.JoinWindow;

    /// <summary>Sees to it that the callback comes once the window of this flight, the last to land, has closed.</summary>
    public void Watch(Flight flight)
    {
        if (!_isArmed) ArmFor(flight);
    }

    /// <summary>The timer has fired: <paramref name="next"/> is the flight whose window closes next, if there is any.</summary>
    public void Fired(Flight? next)
    {
        _isArmed = false;
        if (next is not null) ArmFor(next);
    }

    private void ArmFor(Flight flight)
    {
        _isArmed = true;
        var left = rules.JoinWindow - rules.Time.GetElapsedTime(flight.LandedAt);
        _timer ??= QuietTimer.Create(rules.Time, closing);
        // Timers count whole milliseconds: one more, so that it never fires just before.
        _timer.Change((left > TimeSpan.Zero ? left : TimeSpan.Zero) + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
    }
}
