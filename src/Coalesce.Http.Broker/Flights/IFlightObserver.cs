namespace Coalesce.Http.Broker.Flights;

/// <summary>Sees what becomes of flights: logs, measures, tells watchers. Called outside of all gates.</summary>
internal interface IFlightObserver
{
    void Started(Flight flight);

    void Joined(Flight flight, HttpRequestMessage request);

    void Landed(Flight flight);

    void NotShareable(Flight flight);

    void Ended(Flight flight);

    void Failed(Flight flight, Exception failure);

    void Cancelled(Flight flight);

    void CancellationThrew(Flight flight, Exception exception);
}
