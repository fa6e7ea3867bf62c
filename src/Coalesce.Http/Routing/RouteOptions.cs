using Coalesce.Http.Broker;

namespace Coalesce.Http;

/// <summary>What holds for the requests of one route. A request's own value, set by an extension method, beats its route's.</summary>
public sealed class RouteOptions
{
    /// <summary>
    /// The route, where routes are an array in configuration: <c>"Routes": [{ "Route": "POST /v1/things:batch" }]</c>. There a
    /// key of its own would be split at the colon. Leave it <see langword="null"/> where the route is the key.
    /// </summary>
    public string? Route { get; set; }

    /// <summary>0 (first) to 7 (last), after RFC 9218. <see langword="null"/>: 3.</summary>
    public int? Urgency { get; set; }

    /// <summary>Whether identical requests in flight become one. Default <see langword="true"/>.</summary>
    public bool Coalesce { get; set; } = true;

    /// <summary>
    /// Declares that this route only reads although its requests carry a body (QUERY, GraphQL over POST): they are coalesced, with
    /// the body's SHA-256 in the key, and make no other read outdated. A GraphQL document with a mutation or a subscription, or
    /// one that cannot be read, still counts as a write. Default <see langword="false"/>.
    /// </summary>
    public bool CoalesceBody { get; set; }

    /// <summary>
    /// With <see cref="CoalesceBody"/>: decides, from the request and its body, whether it is a read, in place of the built-in look at
    /// GraphQL documents. Default <see langword="null"/>.
    /// </summary>
    public Func<HttpRequestMessage, ReadOnlyMemory<byte>, bool>? IsRead { get; set; }

    /// <summary>
    /// Whether an unsafe request of this route makes reads outdated. <see langword="false"/> for writes that change nothing anyone
    /// reads, such as telemetry. Default <see langword="true"/>.
    /// </summary>
    public bool Forgets { get; set; } = true;

    /// <summary>
    /// The group in which a newer request takes the older one's place: a name, or a template of route values such as
    /// <c>map/{layer}</c>. Groups never span partitions, credentials or clients. Default <see langword="null"/>: none.
    /// </summary>
    public string? SupersedeBy { get; set; }

    /// <summary>What the newer request does to the older. Default <see cref="SupersedeMode.Newest"/>.</summary>
    public SupersedeMode SupersedeMode { get; set; }

    /// <summary>
    /// With <see cref="SupersedeBy"/>: how long a request waits for quiet before it is sent; a newer one in that time supersedes it
    /// unsent. Default zero, at most 1 minute.
    /// </summary>
    public TimeSpan Debounce { get; set; }
}
