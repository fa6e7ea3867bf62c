namespace Coalesce.Http.Broker;

/// <summary>One flight, as it was when <see cref="IRequestBroker.GetFlights"/> was called.</summary>
/// <param name="Id">Identifies the flight within its broker; see <see cref="IRequestBroker.CancelFlight"/>.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Target">Scheme, authority and path; never the query.</param>
/// <param name="Route">The route it matched, or <see langword="null"/>.</param>
/// <param name="Callers">How many callers wait for it or read its body.</param>
/// <param name="Urgency">0 (first) to 7 (last): the most urgent of its callers.</param>
/// <param name="HasHead">Whether the response's head has come.</param>
/// <param name="Age">The time since it was started.</param>
public sealed record FlightInfo(
    long Id, string Method, string Target, string? Route, int Callers, int Urgency, bool HasHead, TimeSpan Age);
