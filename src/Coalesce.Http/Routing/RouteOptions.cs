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
    /// How long an answer of this route is fresh, whatever the origin says of it; any unsafe request to the same origin and partition ends that. Without an origin's own consent a kept answer may be
    /// outdated for as long. Default <see langword="null"/>: what the origin says (RFC 9111). More than 0, at most 1 day.
    /// </summary>
    public TimeSpan? FreshFor { get; set; }

    /// <summary>With <see cref="FreshFor"/>: whether that holds over <c>no-store</c>, too; in memory only. Default <see langword="false"/>.</summary>
    public bool FreshEvenIfNoStore { get; set; }

    /// <summary>
    /// What the kept answers of this route are called, so that they can be invalidated together: names, or templates of route values such as <c>post/{id}</c>. Default: none.
    /// </summary>
    public IList<string> Tags { get; } = [];

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

    /// <summary>
    /// When a mutation of this route is kept in the outbox and delivered later; the caller gets a 202 then. Unsafe methods only, and the client needs a store. Default <see cref="QueueWhen.Never"/>.
    /// </summary>
    public QueueWhen Queue { get; set; }

    /// <summary>
    /// With <see cref="QueueWhen.DownOrSlow"/>, which needs it: how long a caller waits for the head, from the hand-over, before the attempt is cancelled and the mutation kept. Shorter than
    /// <see cref="HttpClient.Timeout"/>. Default <see langword="null"/>.
    /// </summary>
    public TimeSpan? SlowAfter { get; set; }

    /// <summary>
    /// The lane of a mutation: entries of one lane are sent in order, one at a time. A name, or a template of route values such as <c>post/{id}</c>. Default <see langword="null"/>: authority and path.
    /// </summary>
    public string? LaneBy { get; set; }

    /// <summary>Which waiting entries of the same URI a mutation makes needless. Default <see cref="OutboxCompaction.None"/>.</summary>
    public OutboxCompaction Compact { get; set; }

    /// <summary>How old an entry may become before it is given up. Default <see langword="null"/>: any age.</summary>
    public TimeSpan? ExpiresAfter { get; set; }

    /// <summary>How many attempts an entry has, the first included, at least 1. Default <see langword="null"/>: any number.</summary>
    public int? MaxAttempts { get; set; }

    /// <summary>
    /// How long the server remembers an <c>Idempotency-Key</c>. An entry whose first attempt that may have arrived is older becomes a dead letter, since sending it again could carry it out
    /// twice. Default 24 h.
    /// </summary>
    public TimeSpan ReplayFor { get; set; } = TimeSpan.FromHours(24);

    /// <summary>The hours of the local day in which an entry may be sent, as in <c>22:00-06:00</c>. Outside of them mutations are kept. Default <see langword="null"/>: at any hour.</summary>
    public string? NotBefore { get; set; }

    /// <summary>Up to how long an entry waits after its first failed attempt; doubled with each further one. Default 1 s, 1 ms to 1 h.</summary>
    public TimeSpan BackoffFirst { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Up to how long an entry waits at most between two attempts. Default 2 minutes, at least <see cref="BackoffFirst"/>, at most 1 day.</summary>
    public TimeSpan BackoffLongest { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long one replay may take to its head. Default 30 s, 10 ms to 1 h.</summary>
    public TimeSpan ReplayTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Whether a redirect is a delivery. Default <see langword="false"/>: a 3xx, or a 2xx reached by a redirect to another method or origin, may be a log-in page, and holds the lane.
    /// </summary>
    public bool RedirectIsSuccess { get; set; }

    /// <summary>Makes the content of the 202 for clients that expect some, from the request. Default <see langword="null"/>: empty.</summary>
    public Func<HttpRequestMessage, HttpContent>? QueuedAnswer { get; set; }
}
