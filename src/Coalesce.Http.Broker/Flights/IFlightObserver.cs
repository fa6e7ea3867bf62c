namespace Coalesce.Http.Broker.Flights;

/// <summary>Sees what becomes of flights: logs, measures, tells watchers. Called outside of all gates; never throws.</summary>
internal interface IFlightObserver
{
    /// <summary>Called in the context in which the flight will run: what is begun here is current there.</summary>
    void Started(Flight flight);

    void Joined(Flight flight, HttpRequestMessage request);

    void Landed(Flight flight);

    void NotShareable(Flight flight);

    void Ended(Flight flight);

    void Failed(Flight flight, Exception failure);

    void Cancelled(Flight flight);

    void CancellationThrew(Flight flight, Exception exception);

    /// <summary>Once, last of all, and before its chain may be disposed.</summary>
    void Over(Flight flight);
}
