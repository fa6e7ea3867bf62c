using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Broker.Flights;

internal sealed partial class FlightGroup
{
    private readonly JoinWindows _joinWindows;

    /// <summary>The head has come: decides whether it may be shared, and serves who waits.</summary>
    private void Land(Flight flight, HttpResponseMessage response)
    {
        flight.Target = FlightTarget.Of(response, flight.Request, flight.Uri, flight.Key.Method);
        var traits = AnswerTraits.Of(response, _rules.Key, _rules.Sharing);
        if (!traits.IsShareable || !(flight.Key.Partition.Vouches || (flight.IsStamped(response) && HasLeftAsAsked(flight, response, traits.VaryLeftOut))))
        {
            // An answer that nobody vouches for is no property of the key, so only the answer's own traits are remembered.
            LandForStarter(flight, response, remember: !traits.IsShareable);
            return;
        }
        if (BodyTraits.IsWhole(response, flight.Key.Method) && TryLandWhole(flight, response)) return;
        LandForAll(flight, response, traits);
    }

    /// <summary>The guard passes over left-out headers, so a handler further in may have set one by the user; that matters once the answer varies by it.</summary>
    private static bool HasLeftAsAsked(Flight flight, HttpResponseMessage response, IReadOnlyList<string>? varyLeftOut) =>
        varyLeftOut is null || flight.Key.HasSameLeftOut(varyLeftOut, response.RequestMessage ?? flight.Request);

    /// <summary>Only the starter may have the answer; everyone else is sent on their own, all at once.</summary>
    private void LandForStarter(Flight flight, HttpResponseMessage response, bool remember)
    {
        FlightCaller? waiting;
        bool wasOver;
        var isUnwanted = true; // the starter has left, or was failed through the broker
        lock (_gate)
        {
            wasOver = flight.IsOver;
            waiting = TakeWaiting(flight);
            for (var caller = waiting; caller is not null; caller = caller.Next)
            {
                if (caller != flight.Starter)
                {
                    caller.Decide(Verdict.Alone);
                    continue;
                }
                caller.Own(response, flight.Target);
                isUnwanted = false;
            }
            if (remember) _unshareable.Add(flight.Key);
            End(flight);
        }
        if (!wasOver) _observer.NotShareable(flight);
        CarryOutAll(waiting);
        if (isUnwanted) response.Dispose();
        Finish(flight);
    }

    /// <summary>The body is here with the head, and its starter is alone: nobody can join any more, so it may have the wire's own response.</summary>
    /// <remarks>
    /// It is kept before the flight leaves the map, so that whoever comes meanwhile finds the one or the other. Keeping looks into the response and runs without the gate; then it is decided once more. Who has
    /// joined by then gets a share, and what is kept twice is kept once. What is looked at before it without the gate is never taken back; a guard that sees a difference just after that was too late anyway.
    /// </remarks>
    private bool TryLandWhole(Flight flight, HttpResponseMessage response)
    {
        if (flight.IsOver || flight.IsExposed || flight.Callers != 1) return false;
        _rules.Keeper?.KeepWhole(flight, response); // also before its caller has it, and may dispose it
        FlightCaller? starter;
        lock (_gate)
        {
            starter = flight.Starter;
            if (flight.IsOver || flight.IsExposed || starter is null || flight.Callers != 1) return false;
            TakeWaiting(flight);
            starter.Own(response, flight.Target);
            End(flight);
        }
        _observer.Landed(flight);
        _observer.Ended(flight);
        starter.CarryOut();
        Finish(flight);
        return true;
    }

    private void LandForAll(Flight flight, HttpResponseMessage response, in AnswerTraits traits)
    {
        // These look into the response, which may be another's code: before the gate, and perhaps in vain.
        var head = new ResponseHead(response);
        var body = new SharedBody(new WireBody(response, flight.Cancellation.Token, _rules.Keeper?.Keep(flight, response)), _rules.Body, flight);
        var answer = new FlightAnswer(response, head, body, flight.Key, traits.VaryLeftOut, flight.Target);
        FlightCaller? waiting = null;
        bool isOver, isExposed, isInMap;
        lock (_gate)
        {
            isOver = flight.IsOver;
            isExposed = flight.IsExposed;
            isInMap = flight.IsInMap && _rules.JoinWindow > TimeSpan.Zero;
            if (!isOver && !isExposed)
            {
                flight.Answer = answer;
                flight.LandedAt = _rules.Time.GetTimestamp();
                _list.Land(flight);
                body.TryReserve(flight.Callers);
                waiting = TakeWaiting(flight);
                for (var caller = waiting; caller is not null; caller = caller.Next) caller.Share(answer);
                if (!isInMap) RemoveFromMap(flight);
                _joinWindows.Watch(flight);
            }
        }
        if (isExposed)
        {
            LandForStarter(flight, response, remember: false);
            return;
        }
        if (isOver)
        {
            response.Dispose();
            Finish(flight);
            return;
        }
        _observer.Landed(flight);
        if (!isInMap) body.DropStart();
        CarryOutAll(waiting);
    }

    private void CloseJoinWindows()
    {
        List<Flight> closed = [];
        lock (_gate)
        {
            while (_list.FirstLanded is { } flight && !_joinWindows.IsOpen(flight))
            {
                RemoveFromMap(flight);
                _list.Close(flight);
                closed.Add(flight);
            }
            _joinWindows.Fired(_list.FirstLanded);
        }
        foreach (var flight in closed) flight.Answer!.Body.DropStart();
    }
}
