using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Broker.Scheduling;

/// <summary>What a send is called where it is shown, and by which it can be cancelled.</summary>
/// <param name="FlightId">Its flight, or 0.</param>
/// <param name="Request">The request, for its method and target.</param>
/// <param name="Route">The route it matched, or <see langword="null"/>.</param>
/// <param name="Partition">Whose it is.</param>
internal readonly record struct SendName(long FlightId, HttpRequestMessage Request, string? Route, Partition Partition)
{
    /// <summary>Scheme, authority and path.</summary>
    public string Target => UriParts.Shown(Request.RequestUri!.AbsoluteUri);
}
