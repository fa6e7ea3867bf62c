using System.Diagnostics;
using Coalesce.Http.Broker.Flights;
using Coalesce.Http.Broker.Messages;
using Coalesce.Http.Broker.Scheduling;
using Coalesce.Http.Broker.Superseding;
using Coalesce.Http.Broker.Telemetry;
using Microsoft.Extensions.Logging;

namespace Coalesce.Http.Broker;

/// <summary>Turns what the machines do into events, metrics, spans and logs. Nothing is thrown from here, whatever listeners do: see <see cref="Listeners"/>.</summary>
internal sealed class BrokerObserver(string client, TimeProvider time, ILogger logger) : IFlightObserver, ITurnObserver
{
    private readonly KeyValuePair<string, object?> _tag = new("client", client);
    private readonly QuietLogger _log = new(logger);

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
        Listeners.Tell(_tag, static tag => BrokerMetrics.FlightsStarted.Add(1, tag));
        Listeners.Tell((flight, client), static told => BeginSpan(told.flight, told.client));
        if (Events.IsWatched) Publish(BrokerEventKind.FlightStarted, flight);
    }

    public void Joined(Flight flight, HttpRequestMessage request)
    {
        Listeners.Tell(_tag, static tag => BrokerMetrics.FlightsJoined.Add(1, tag));
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
        BrokerLog.FlightFailed(_log, client, flight.Id, UriParts.Shown(flight.Key.Uri), failure);
        flight.Activity?.SetStatus(ActivityStatusCode.Error);
        if (Events.IsWatched) Publish(BrokerEventKind.FlightFailed, flight);
    }

    public void Cancelled(Flight flight)
    {
        SomethingEnded();
        if (Events.IsWatched) Publish(BrokerEventKind.FlightCancelled, flight);
    }

    public void CancellationThrew(Flight flight, Exception exception) =>
        BrokerLog.CancellationThrew(_log, client, UriParts.Shown(flight.Key.Uri), exception);

    public void Over(Flight flight)
    {
        if (flight.Activity is { } span) Listeners.Tell(span, static span => span.Dispose());
    }

    public void RecallThrew(Exception exception) => BrokerLog.RecallThrew(_log, client, exception);

    public void ContextExposed(string difference, Uri uri) => BrokerLog.ContextExposed(_log, client, difference, uri.Authority);

    public void GuardMissing(string reason) => BrokerLog.GuardMissing(_log, client, reason);

    public void SecondLevelFailed(Exception exception) => BrokerLog.SecondLevelFailed(_log, client, exception);

    public void ResilienceOutside(string outcome) => BrokerLog.ResilienceOutside(_log, client, outcome);

    public void Waiting(Turn turn)
    {
        if (Events.IsWatched) Publish(BrokerEventKind.TurnWaiting, turn);
    }

    public void Granted(Turn turn)
    {
        Listeners.Tell((time.GetElapsedTime(turn.QueuedAt).TotalSeconds, _tag), static told => BrokerMetrics.TurnWait.Record(told.TotalSeconds, told._tag));
        if (Events.IsWatched) Publish(BrokerEventKind.TurnGranted, turn);
    }

    public void Released() => SomethingEnded();

    public void Collected() => SomethingEnded();

    public void Superseded(SupersedeMember older, string? route)
    {
        Listeners.Tell(_tag, static tag => BrokerMetrics.Superseded.Add(1, tag));
        if (!Events.IsWatched) return;
        Events.Publish(new BrokerEvent(
            BrokerEventKind.Superseded, time.GetUtcNow(), 0, older.Request.Method.Method, UriParts.Shown(older.Request.Uri), route, 0));
    }

    /// <summary>The flight gets its span once it has begun: before, it has no context to link to.</summary>
    private static void BeginSpan(Flight flight, string client)
    {
        if (!BrokerMetrics.Spans.HasListeners()) return;
        var span = BrokerMetrics.Spans.CreateActivity("coalesce.flight", ActivityKind.Internal)
            ?.SetTag("client", client).SetTag("http.request.method", flight.Key.Method.Method).SetTag("http.route", flight.Route);
        try
        {
            span?.Start();
        }
        finally
        {
            flight.Activity = span; // it has begun when a listener throws at it, too, and will be ended
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
