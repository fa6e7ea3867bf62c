namespace Coalesce.Http.Broker.Flights;

/// <summary>The handler that a flight, or a caller who must go alone, is sent through. It must not be disposed while a flight runs in it.</summary>
internal interface IFlightChain
{
    /// <summary>Sends through the inner handlers.</summary>
    Task<HttpResponseMessage> SendInnerAsync(HttpRequestMessage request, CancellationToken cancellationToken);

    void FlightBegan();

    void FlightOver();
}
