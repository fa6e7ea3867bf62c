namespace Coalesce.Http.Broker.Flights;

/// <summary>On whose behalf a request is sent, when a handler further in sends it.</summary>
/// <param name="Flight">The flight that the handler runs for: it may wait for the request.</param>
/// <param name="Lender">The turn of the send that the handler runs for: its permit may be used.</param>
internal readonly record struct Behalf(Flight? Flight, object? Lender);
