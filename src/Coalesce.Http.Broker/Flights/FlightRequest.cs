namespace Coalesce.Http.Broker.Flights;

/// <summary>The request of a flight: written down anew, so that what handlers further in do to it reaches no caller's.</summary>
internal sealed class FlightRequest : HttpRequestMessage
{
    private FlightRequest(Flight flight) : base(flight.Key.Method, flight.Uri)
    {
        Flight = flight;
        Version = flight.Key.Version;
        VersionPolicy = flight.Key.VersionPolicy;
    }

    public Flight Flight { get; }

    /// <summary>Gives the flight its request.</summary>
    /// <param name="flight">The flight.</param>
    /// <param name="first">The request of its starter, whose options the handlers further in may need.</param>
    public static void Give(Flight flight, HttpRequestMessage first)
    {
        var request = new FlightRequest(flight);
        foreach (var field in flight.Key.Headers) field.AddTo(request.Headers);
        if (flight.Body is { } body)
        {
            request.Content = flight.Content = new ByteArrayContent(body);
            foreach (var field in flight.Key.ContentHeaders) field.AddTo(request.Content.Headers);
        }
        IDictionary<string, object?> options = first.Options;
        if (options.Count > 0)
        {
            foreach (var option in options) ((IDictionary<string, object?>)request.Options).Add(option);
        }
        flight.Request = request;
    }
}
