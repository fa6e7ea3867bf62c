using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Broker.Flights;

internal sealed partial class FlightGroup
{
    /// <summary>The flights under way. A snapshot.</summary>
    public List<Flight> Snapshot()
    {
        lock (_gate) return _list.With(_map.Values);
    }

    /// <summary>A caller's token has ended its wait.</summary>
    private void Leave(Caller caller)
    {
        bool last;
        lock (_gate)
        {
            if (caller.Verdict != Verdict.None) return; // decided: the answer, or what became of it, is on its way
            RemoveWaiting(caller.Flight, caller);
            caller.Decide(Verdict.Cancel);
            last = Depart(caller);
        }
        caller.CarryOut();
        AfterDeparture(caller.Flight, last);
    }

    /// <summary>A caller has read the body to its end, disposed it, or was too slow.</summary>
    private void ReaderLeft(Caller caller)
    {
        if (caller.Flight.IsOver) return; // for good: nobody counts its callers any more
        bool last;
        lock (_gate)
        {
            if (caller.HasLeft) return;
            last = Depart(caller);
        }
        AfterDeparture(caller.Flight, last);
    }

    /// <summary>The guard saw the flight leave with something its key does not know: it may answer its starter only.</summary>
    public void Expose(Flight flight)
    {
        List<Caller> sentAlone = [];
        bool abandoned;
        lock (_gate)
        {
            if (flight.IsExposed || flight.IsOver || flight.Answer is not null) return;
            flight.IsExposed = true;
            RemoveFromMap(flight);
            for (var caller = flight.FirstWaiting; caller is not null; caller = caller.Next)
            {
                if (caller != flight.Starter) sentAlone.Add((Caller)caller);
            }
            foreach (var caller in sentAlone)
            {
                RemoveWaiting(flight, caller);
                caller.Decide(Verdict.Alone);
                Depart(caller);
            }
            abandoned = flight.IsOver;
        }
        _observer.NotShareable(flight);
        foreach (var caller in sentAlone) caller.CarryOut();
        AfterDeparture(flight, abandoned);
    }

    /// <summary>The flight takes no more joiners.</summary>
    public void Close(Flight flight)
    {
        lock (_gate)
        {
            if (!flight.IsOver) RemoveFromMap(flight);
        }
    }

    /// <summary>An unsafe request begins or has ended: matching flights take no more joiners.</summary>
    public FlightMoment Forget(Uri uri, in Partition partition, ForgetScope scope)
    {
        lock (_gate)
        {
            if (_map.Count == 0) return MomentUnderGate(); // most often, and what is written to need not be taken apart
        }
        var write = new WriteTarget(uri, partition, scope);
        FlightMoment moment;
        List<Flight>? landed = null;
        lock (_gate)
        {
            foreach (var flight in _map.Values)
            {
                if (!write.Outdates(flight.Key)) continue;
                RemoveFromMap(flight); // removing is allowed while enumerating, adding is not
                if (flight.Answer is not null) (landed ??= []).Add(flight);
            }
            moment = MomentUnderGate();
        }
        if (landed is null) return moment;
        foreach (var flight in landed) flight.Answer!.Body.DropStart();
        return moment;
    }

    /// <summary>Cancels a flight through the broker: its callers are told why.</summary>
    public bool Cancel(Flight flight, Func<Exception> reason)
    {
        FlightCaller? waiting;
        lock (_gate)
        {
            if (flight.IsOver) return false;
            waiting = TakeWaiting(flight);
            for (var caller = waiting; caller is not null; caller = caller.Next) caller.Fail(reason());
            End(flight);
        }
        CarryOutAll(waiting);
        flight.Demand.Abandon();
        _observer.Cancelled(flight);
        CancelSoon(flight, reason());
        return true;
    }

    private void BodyEnded(Flight flight, Exception? failure)
    {
        bool wasOver;
        lock (_gate)
        {
            wasOver = flight.IsOver;
            End(flight);
        }
        if (!wasOver && failure is null) _observer.Ended(flight);
        else if (!wasOver) _observer.Failed(flight, failure!);
        Finish(flight);
    }

    private void Fail(Flight flight, Exception failure)
    {
        FlightCaller? waiting;
        bool wasOver;
        lock (_gate)
        {
            wasOver = flight.IsOver;
            waiting = TakeWaiting(flight);
            var isShared = waiting?.Next is not null;
            for (var caller = waiting; caller is not null; caller = caller.Next)
            {
                // What failed in the context of a caller who has left may not fail in another's.
                if (flight.Starter is null && !caller.HasRetried) caller.Decide(Verdict.Again);
                else caller.Fail(isShared ? CopiedFailure.Of(failure) : failure);
            }
            End(flight);
        }
        if (!wasOver) _observer.Failed(flight, failure);
        CarryOutAll(waiting);
        Finish(flight);
    }

    /// <summary>Takes a caller out of the count. True when the flight has lost its last and is to be cancelled.</summary>
    private bool Depart(Caller caller)
    {
        var flight = caller.Flight;
        caller.HasLeft = true;
        if (flight.Starter == caller) flight.Starter = null;
        flight.Callers--;
        flight.Urgencies[caller.Urgency]--;
        if (flight.Callers > 0) UpdateUrgency(flight);
        // A body that has ended by itself is not cancelled: its own notice follows.
        if (flight.Callers > 0 || flight.IsOver || flight.Answer is { Body.HasEnded: true }) return false;
        End(flight);
        return true;
    }

    private void AfterDeparture(Flight flight, bool last)
    {
        if (last)
        {
            flight.Demand.Abandon(); // leaves the queue at once; the token follows from the pool
            _observer.Cancelled(flight);
            CancelSoon(flight, new OperationCanceledException("The last caller of this flight has left."));
        }
        else if (flight.Answer is null)
        {
            flight.Demand.Notify();
        }
    }

    /// <summary>Cancels the wire and ends the body, from the pool: the callbacks of the token are not ours.</summary>
    private void CancelSoon(Flight flight, Exception reason) => ThreadPool.UnsafeQueueUserWorkItem(
        static state => state.Group.CancelNow(state.Flight, state.Reason), (Group: this, Flight: flight, Reason: reason), preferLocal: false);

    private void CancelNow(Flight flight, Exception reason)
    {
        try
        {
            flight.Cancellation.Cancel();
        }
        catch (AggregateException e)
        {
            _observer.CancellationThrew(flight, e);
        }
        if (flight.Answer is null) return; // the send ends by the token, and with it the flight
        flight.Answer.Body.Abort(reason);
        Finish(flight);
    }

    private void End(Flight flight)
    {
        if (flight.IsOver) return;
        flight.IsOver = true;
        RemoveFromMap(flight);
        _list.Remove(flight);
    }

    /// <summary>Says once, outside of the gate, that the flight is over: its chain may be disposed from here on.</summary>
    private void Finish(Flight flight)
    {
        if (!flight.TryFinish()) return;
        _observer.Over(flight);
        flight.Chain.FlightOver();
    }

    private static FlightCaller? TakeWaiting(Flight flight)
    {
        var first = flight.FirstWaiting;
        flight.FirstWaiting = flight.LastWaiting = null;
        return first;
    }

    private static void CarryOutAll(FlightCaller? first)
    {
        if (first?.Next is null) first?.CarryOut();
        else new CallerLine(first).Queue();
    }
}
