using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Broker.Flights;

/// <summary>What a landed flight has for its callers. Does not change once it is made.</summary>
/// <param name="Response">The wire's own message, which the flight's starter may have.</param>
/// <param name="Head">Its head, written down.</param>
/// <param name="Body">Its body.</param>
/// <param name="Key">The key of the flight, with the headers of its request that it leaves out.</param>
/// <param name="VaryLeftOut">Those of them that the answer varies by, so that only callers alike in them may have it.</param>
/// <param name="Target">Where redirects ended, when there were any.</param>
internal sealed record FlightAnswer(
    HttpResponseMessage Response, ResponseHead Head, SharedBody Body, RequestKey Key, IReadOnlyList<string>? VaryLeftOut, FlightTarget? Target)
{
    public bool IsFor(HttpRequestMessage request) => VaryLeftOut is null || Key.HasSameLeftOut(VaryLeftOut, request);
}
