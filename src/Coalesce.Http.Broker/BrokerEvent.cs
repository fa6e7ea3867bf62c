namespace Coalesce.Http.Broker;

/// <summary>Something that happened in a broker. Carries no query, no header value and no body.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Time">When, by the broker's clock.</param>
/// <param name="FlightId">The flight it happened to, or 0 for a request that is not shared.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Target">Scheme, authority and path.</param>
/// <param name="Route">The route it matched, or <see langword="null"/>.</param>
/// <param name="Urgency">0 (first) to 7 (last) at that moment.</param>
public sealed record BrokerEvent(
    BrokerEventKind Kind, DateTimeOffset Time, long FlightId, string Method, string Target, string? Route, int Urgency)
{
    /// <summary>The entry of the outbox that it happened to, or <see langword="null"/>.</summary>
    public Guid? EntryId { get; init; }
}
