namespace Coalesce.Http.Broker;

/// <summary>One request that waits for its turn, as it was when <see cref="IRequestBroker.GetWaiting"/> was called.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Target">Scheme, authority and path; never the query.</param>
/// <param name="Route">The route it matched, or <see langword="null"/>.</param>
/// <param name="Urgency">0 (first) to 7 (last).</param>
/// <param name="Waited">The time since it began to wait.</param>
public sealed record WaitingRequestInfo(string Method, string Target, string? Route, int Urgency, TimeSpan Waited);
