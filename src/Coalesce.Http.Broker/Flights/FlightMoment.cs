namespace Coalesce.Http.Broker.Flights;

/// <summary>A moment between flights, by which what they bring is from before or after something else.</summary>
/// <param name="Last">The number of the flight that began last: those that begin later have higher ones.</param>
/// <param name="IsQuiet">Whether no flight is under way.</param>
internal readonly record struct FlightMoment(long Last, bool IsQuiet);
