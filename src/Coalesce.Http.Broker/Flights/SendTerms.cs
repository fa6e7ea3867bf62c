namespace Coalesce.Http.Broker.Flights;

/// <summary>On what terms a request is handed over to be shared.</summary>
/// <param name="Route">The route it matched, or <see langword="null"/>.</param>
/// <param name="Urgency">0 to 7.</param>
/// <param name="Body">The body, where the route coalesces bodies.</param>
/// <param name="IsSynchronous">Whether the caller blocks its thread until the answer is there.</param>
internal readonly record struct SendTerms(string? Route, int Urgency, byte[]? Body, bool IsSynchronous);
