using Coalesce.Http.Broker.Flights;
using Coalesce.Http.Broker.Messages;
using Coalesce.Http.Broker.Scheduling;

namespace Coalesce.Http.Broker;

// What people and dashboards see of it, and do to it.
internal sealed partial class RequestBroker
{
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(45);

    public IReadOnlyList<FlightInfo> GetFlights() => _flights.Snapshot().ConvertAll(flight => new FlightInfo(
        flight.Id, flight.Key.Method.Method, UriParts.Shown(flight.Key.Uri), flight.Route, flight.Callers, flight.Demand.Urgency,
        flight.Answer is not null, Time.GetElapsedTime(flight.StartedAt)));

    public IReadOnlyList<WaitingRequestInfo> GetWaiting() => Scheduler.Snapshot().ConvertAll(turn => new WaitingRequestInfo(
        turn.Name.Request.Method.Method, turn.Name.Target, turn.Name.Route, turn.Urgency, Time.GetElapsedTime(turn.QueuedAt)));

    public void Pause() => Scheduler.Pause();

    public void Resume() => Scheduler.Resume();

    public int CancelRoute(string route)
    {
        ArgumentNullException.ThrowIfNull(route);
        return Cancel(flight => flight.Route == route, name => name.Route == route);
    }

    public int CancelPartition(string partition)
    {
        ArgumentNullException.ThrowIfNull(partition);
        return Cancel(flight => flight.Key.Partition.Names(partition), name => name.Partition.Names(partition));
    }

    public bool CancelFlight(long id) => Cancel(flight => flight.Id == id, static _ => false) > 0;

    public async Task<bool> DrainAsync(TimeSpan limit, CancellationToken cancellationToken = default)
    {
        var since = Time.GetTimestamp();
        while (true)
        {
            var changed = _observer.NextEnd();
            if (_flights.Snapshot().Count == 0 && Scheduler.IsIdle) return true;
            var left = limit == Timeout.InfiniteTimeSpan ? limit : limit - Time.GetElapsedTime(since);
            if (limit != Timeout.InfiniteTimeSpan && left <= TimeSpan.Zero) return false;
            try
            {
                // Timers take at most about 49 days.
                await changed.WaitAsync(left < LongestTimer ? left : LongestTimer, Time, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                // The look above decides.
            }
        }
    }

    private int Cancel(Predicate<Flight> ofFlight, Predicate<SendName> ofWaiting)
    {
        var cancelled = 0;
        foreach (var flight in _flights.Snapshot())
        {
            if (ofFlight(flight) && _flights.Cancel(flight, CancelledByBroker)) cancelled++;
        }
        foreach (var turn in Scheduler.Snapshot())
        {
            if (turn.Name.FlightId != 0 || !ofWaiting(turn.Name)) continue;
            turn.Demand.Abandon();
            cancelled++;
        }
        return cancelled;
    }

    private OperationCanceledException CancelledByBroker() =>
        new($"The request was cancelled through the broker of client '{Name}'.");
}
