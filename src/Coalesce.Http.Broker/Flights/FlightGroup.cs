using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Broker.Flights;

/// <summary>The flights of one broker: who may join which, and every transition of a flight and of its callers.</summary>
/// <remarks>
/// One gate guards the map, the flights and their callers. Under it only maps and lists are touched, and the gate of a body is taken (in
/// that order, never the other way round). Everything else happens after it was let go: sending, cancelling, completing, telling.
/// <para>Invariants: a flight in the map is not over; a flight that is over has no waiting callers; the map holds a flight only under its
/// own key, and a flight removes only itself; every caller gets exactly one verdict, or two where the first was
/// <see cref="Verdict.Again"/>.</para>
/// </remarks>
internal sealed partial class FlightGroup
{
    private readonly Lock _gate = new();
    private readonly Dictionary<RequestKey, Flight> _map = new(RequestKeyComparer.Instance);
    private readonly Dictionary<RequestKey, Flight>.AlternateLookup<RequestProbe> _lookup;
    private readonly FlightList _list = new();
    private readonly UnshareableKeys _unshareable;
    private readonly FlightRules _rules;
    private readonly IFlightObserver _observer;
    private long _lastId;
    private long _lastLook;

    public FlightGroup(FlightRules rules, IFlightObserver observer)
    {
        _rules = rules;
        _observer = observer;
        _lookup = _map.GetAlternateLookup<RequestProbe>();
        _unshareable = new UnshareableKeys(rules.Time);
        _joinWindows = new JoinWindows(rules, CloseJoinWindows);
    }

    /// <summary>The number of the flight that began last: those that begin from here on have higher ones.</summary>
    public long LastId => Volatile.Read(ref _lastId);

    /// <summary>A number of its own for what is no flight and yet has its place in their order.</summary>
    public long TakeId()
    {
        lock (_gate) return ++_lastId;
    }

    public FlightMoment Moment()
    {
        lock (_gate) return MomentUnderGate();
    }

    /// <summary>Joins the flight of the request, or starts one.</summary>
    /// <param name="probe">What is asked.</param>
    /// <param name="chain">Where it is sent through.</param>
    /// <param name="terms">On what terms.</param>
    /// <param name="behalf">The send on whose behalf it is asked, if any.</param>
    /// <param name="cancellationToken">Ends the caller's own wait.</param>
    /// <returns>
    /// The caller's response, in which <see langword="null"/> says that a synchronous caller is to send on its own; or <see langword="null"/> when the
    /// key's answers are known not to be shareable, or the flight waits for the very one on whose behalf it is asked.
    /// </returns>
    public Task<HttpResponseMessage>? Share(
        in RequestProbe probe, IFlightChain chain, in SendTerms terms, in Behalf behalf, CancellationToken cancellationToken)
    {
        // A caller that has left already must not start anything.
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<HttpResponseMessage>(cancellationToken);
        var caller = new Caller(this, probe.Request, chain, terms, behalf, cancellationToken);
        if (!Enter(caller, probe, terms)) return null;
        return caller.Task;
    }

    /// <summary>A caller whose flight failed in another's context tries once more, in its own.</summary>
    private void Rejoin(Caller caller)
    {
        var failed = caller.Flight;
        var key = failed.Key;
        var probe = new RequestProbe(caller.Request, _rules.Key, key.Partition, key.Cookies, key.BodyHash, key.Uri);
        // Equal keys have the same route and the same body.
        var terms = new SendTerms(failed.Route, caller.Urgency, failed.Body, caller.IsSynchronous);
        if (!caller.IsCancelled && Enter(caller, probe, terms)) return;
        lock (_gate)
        {
            caller.Renew();
            caller.Decide(caller.IsCancelled ? Verdict.Cancel : Verdict.Alone);
        }
        caller.CarryOut();
        caller.BeginWait();
    }

    /// <summary>False: the key's answers are known not to be shareable, or its flight waits for the caller's.</summary>
    private bool Enter(Caller caller, in RequestProbe probe, in SendTerms terms)
    {
        bool started, decided = false, moreUrgent = false;
        Flight? flight;
        lock (_gate)
        {
            if (_unshareable.Contains(probe)) return false;
            var isThere = _lookup.TryGetValue(probe, out flight);
            if (isThere && caller.Behalf.Flight is { } asking && WaitsFor(flight!, asking, ++_lastLook)) return false;
            // Here, where it boards: a callback of its token that is under way must find it either decided or on board.
            if (caller.Verdict == Verdict.Again) caller.Renew();
            started = !isThere || !TryBoard(flight!, caller, out decided, out moreUrgent);
            if (started) flight = Start(caller, new RequestKey(probe), terms);
        }
        if (started)
        {
            if (caller.Behalf.Lender is { } lender) flight!.Demand.Lend(lender);
            Launch(flight!, caller);
        }
        else
        {
            _observer.Joined(flight!, caller.Request);
            if (caller.Behalf.Lender is { } lender) flight!.Demand.Lend(lender);
            else if (moreUrgent) flight!.Demand.Notify();
            if (decided) caller.CarryOut();
        }
        caller.BeginWait();
        return true;
    }

    /// <summary>
    /// Whether a flight waits for another, perhaps by way of others: its handlers then send a request that waits there. In no circle, because a request that would
    /// close one is sent on its own. Each is looked at once, by how many ways ever it is reached.
    /// </summary>
    private static bool WaitsFor(Flight flight, Flight other, long look)
    {
        if (other.LookedAt == look) return false;
        other.LookedAt = look;
        for (var caller = other.FirstWaiting; caller is not null; caller = caller.Next)
        {
            if (((Caller)caller).Behalf.Flight is { } asking && (asking == flight || WaitsFor(flight, asking, look))) return true;
        }
        return false;
    }

    private OwnFlight Start(Caller caller, RequestKey key, in SendTerms terms)
    {
        var flight = new OwnFlight(this, ++_lastId, key, caller, terms, _rules.Time.GetTimestamp());
        caller.IsStarter = true;
        Board(flight, caller);
        AddWaiting(flight, caller);
        _map.Add(key, flight);
        flight.IsInMap = true;
        return flight;
    }

    /// <summary>Joins before the head, or after it while the start is held and the window open.</summary>
    private bool TryBoard(Flight flight, Caller caller, out bool decided, out bool moreUrgent)
    {
        decided = moreUrgent = false;
        if (flight.Answer is not { } answer)
        {
            AddWaiting(flight, caller);
        }
        else if (!_joinWindows.IsOpen(flight) || !answer.Body.TryReserve(1))
        {
            RemoveFromMap(flight);
            return false;
        }
        else
        {
            caller.Share(answer);
            decided = true;
        }
        moreUrgent = Board(flight, caller);
        return true;
    }

    private FlightMoment MomentUnderGate() => new(_lastId, IsQuiet: _map.Count == 0 && _list.IsEmpty);

    /// <summary>True when the flight is more urgent than before.</summary>
    private static bool Board(Flight flight, Caller caller)
    {
        caller.Flight = flight;
        flight.Callers++;
        flight.Urgencies[caller.Urgency]++;
        return UpdateUrgency(flight);
    }

    private static bool UpdateUrgency(Flight flight)
    {
        var most = flight.Urgencies.Most;
        if (most == flight.Demand.Urgency) return false;
        flight.Demand.SetUrgency(most);
        return true;
    }

    private static void AddWaiting(Flight flight, FlightCaller caller)
    {
        caller.Previous = flight.LastWaiting;
        if (flight.LastWaiting is { } last) last.Next = caller;
        else flight.FirstWaiting = caller;
        flight.LastWaiting = caller;
    }

    private static void RemoveWaiting(Flight flight, FlightCaller caller)
    {
        if (caller.Previous is { } previous) previous.Next = caller.Next;
        else flight.FirstWaiting = caller.Next;
        if (caller.Next is { } next) next.Previous = caller.Previous;
        else flight.LastWaiting = caller.Previous;
        caller.Previous = caller.Next = null;
    }

    private void RemoveFromMap(Flight flight)
    {
        if (!flight.IsInMap) return;
        flight.IsInMap = false;
        // IsInMap is true only between Add and Remove under the gate, so the entry is this flight's own.
        _map.Remove(flight.Key);
        if (!flight.IsOver && flight.Answer is null) _list.Unmap(flight);
    }

    /// <summary>Sends, on the starter's stack and in its context; with no SynchronizationContext, or a blocked thread could hold up others.</summary>
    private void Launch(Flight flight, Caller starter)
    {
        flight.Chain.FlightBegan();
        FlightRequest.Give(flight, starter.Request); // here, while the starter's request is surely nobody else's
        if (starter.IsSynchronous || SynchronizationContext.Current is not null || TaskScheduler.Current != TaskScheduler.Default)
        {
            _ = Task.Factory.StartNew(
                static state => { var (group, flight) = ((FlightGroup, Flight))state!; return group.FlyAsync(flight); },
                (this, flight), CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
        }
        else
        {
            _ = FlyAsync(flight);
        }
    }

    /// <summary>Never throws: what the send throws is the callers'.</summary>
    private async Task FlyAsync(Flight flight)
    {
        HttpResponseMessage? response = null;
        try
        {
            _observer.Started(flight);
            response = await flight.Chain.SendInnerAsync(flight.Request, flight.Cancellation.Token).ConfigureAwait(false);
            Land(flight, response ?? throw new InvalidOperationException("A handler further in returned no response."));
        }
        catch (Exception e)
        {
            // What throws in landing does so before anyone has been served: nobody has the response.
            response?.TryDispose();
            Fail(flight, e);
        }
    }
}
