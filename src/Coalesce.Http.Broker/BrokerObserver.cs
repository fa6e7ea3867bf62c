using System.Diagnostics;
using Coalesce.Http.Broker.Flights;
using Coalesce.Http.Broker.Messages;
using Coalesce.Http.Broker.Scheduling;
using Coalesce.Http.Broker.Superseding;
using Coalesce.Http.Broker.Telemetry;
using Microsoft.Extensions.Logging;

namespace Coalesce.Http.Broker;

/// <summary>Turns what the machines do into events, metrics, spans and logs.</summary>
internal sealed class BrokerObserver(string client, TimeProvider time, ILogger logger) : IFlightObserver, ITurnObserver
{
    private readonly KeyValuePair<string, object?> _tag = new("client", client);

    private TaskCompletionSource? _nextEnd;

    public EventStream Events { get; } = new();

    /// <summary>Completes when something has ended next.</summary>
    public Task NextEnd()
    {
        var fresh = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return (Interlocked.CompareExchange(ref _nextEnd, fresh, null) ?? fresh).Task;
    }

    public void Started(Flight flight)
    {
        BrokerMetrics.FlightsStarted.Add(1, _tag);
        if (BrokerMetrics.Spans.HasListeners())
        {
            flight.Activity = BrokerMetrics.Spans.CreateActivity("coalesce.flight", ActivityKind.Internal)
                ?.SetTag("client", client).SetTag("http.request.method", flight.Key.Method.Method).SetTag("http.route", flight.Route);
        }
        if (Events.IsWatched) Publish(BrokerEventKind.FlightStarted, flight);
    }

    public void Joined(Flight flight, HttpRequestMessage request)
    {
        BrokerMetrics.FlightsJoined.Add(1, _tag);
        if (flight.Activity is { } activity) Activity.Current?.AddLink(new ActivityLink(activity.Context));
        if (Events.IsWatched) Publish(BrokerEventKind.FlightJoined, flight);
    }

    public void Landed(Flight flight)
    {
        if (Events.IsWatched) Publish(BrokerEventKind.FlightLanded, flight);
    }

    public void NotShareable(Flight flight)
    {
        SomethingEnded();
        if (Events.IsWatched) Publish(BrokerEventKind.FlightNotShareable, flight);
    }

    public void Ended(Flight flight)
    {
        SomethingEnded();
        if (Events.IsWatched) Publish(BrokerEventKind.FlightEnded, flight);
    }

    public void Failed(Flight flight, Exception failure)
    {
        SomethingEnded();
        Log(() => BrokerLog.FlightFailed(logger, client, flight.Id, UriParts.Shown(flight.Key.Uri), failure), LogLevel.Debug);
        flight.Activity?.SetStatus(ActivityStatusCode.Error);
        if (Events.IsWatched) Publish(BrokerEventKind.FlightFailed, flight);
    }

    public void Cancelled(Flight flight)
    {
        SomethingEnded();
        if (Events.IsWatched) Publish(BrokerEventKind.FlightCancelled, flight);
    }

    public void CancellationThrew(Flight flight, Exception exception) =>
        Log(() => BrokerLog.CancellationThrew(logger, client, UriParts.Shown(flight.Key.Uri), exception), LogLevel.Error);

    public void RecallThrew(Exception exception) => Log(() => BrokerLog.RecallThrew(logger, client, exception), LogLevel.Error);

    public void Waiting(Turn turn)
    {
        if (Events.IsWatched) Publish(BrokerEventKind.TurnWaiting, turn);
    }

    public void Granted(Turn turn)
    {
        BrokerMetrics.TurnWait.Record(time.GetElapsedTime(turn.QueuedAt).TotalSeconds, _tag);
        if (Events.IsWatched) Publish(BrokerEventKind.TurnGranted, turn);
    }

    public void Released() => SomethingEnded();

    public void Superseded(SupersedeMember older, string? route)
    {
        BrokerMetrics.Superseded.Add(1, _tag);
        if (!Events.IsWatched) return;
        Events.Publish(new BrokerEvent(
            BrokerEventKind.Superseded, time.GetUtcNow(), 0, older.Request.Method.Method, UriParts.Shown(older.Request.Uri), route, 0));
    }

    /// <summary>A log that throws must not keep callers from their answers, nor end the process from a thread of the pool.</summary>
    private void Log(Action write, LogLevel level)
    {
        try
        {
            if (logger.IsEnabled(level)) write();
        }
        catch (Exception)
        {
            // There is nobody left to tell.
        }
    }

    private void SomethingEnded()
    {
        if (Volatile.Read(ref _nextEnd) is not null) Interlocked.Exchange(ref _nextEnd, null)?.TrySetResult();
    }

    private void Publish(BrokerEventKind kind, Flight flight) => Events.Publish(new BrokerEvent(
        kind, time.GetUtcNow(), flight.Id, flight.Key.Method.Method, UriParts.Shown(flight.Key.Uri), flight.Route, flight.Demand.Urgency));

    private void Publish(BrokerEventKind kind, Turn turn) => Events.Publish(new BrokerEvent(
        kind, time.GetUtcNow(), turn.Name.FlightId, turn.Name.Request.Method.Method, turn.Name.Target, turn.Name.Route, turn.Demand.Urgency));
}
