using Coalesce.Http.Broker;
using Microsoft.Extensions.Logging;

namespace Coalesce.Http;

/// <summary>How one named client coalesces, schedules and supersedes. Read once, when the client's broker is created.</summary>
public sealed class CoalescingOptions
{
    /// <summary>
    /// How many requests of this client may be on the wire at once, at least 1. <see langword="null"/> (default): no limit,
    /// and urgency has no effect.
    /// </summary>
    public int? MaxConcurrency { get; set; }

    /// <summary>
    /// What holds for single routes. A key is a method and a path pattern, as in <c>GET /posts/{id}</c>: a literal segment
    /// beats <c>{name}</c>, which matches one segment, which beats a last <c>{**name}</c>, which matches the rest. Paths are
    /// matched whole, from the root of the host, and case-sensitively.
    /// </summary>
    public IDictionary<string, RouteOptions> Routes { get; } = new Dictionary<string, RouteOptions>(StringComparer.Ordinal);

    /// <summary>What makes two requests identical.</summary>
    public KeyOptions Key { get; } = new();

    /// <summary>
    /// Names of headers that carry credentials, in requests and responses. They always stay in the key, and never reach a log.
    /// Starts with the usual ones; add your own.
    /// </summary>
    public ISet<string> SensitiveHeaders { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "Authorization", "Proxy-Authorization", "Cookie", "Set-Cookie", "X-Api-Key", "Api-Key",
        "Ocp-Apim-Subscription-Key", "X-Auth-Token", "X-CSRF-Token", "X-XSRF-TOKEN",
    };

    /// <summary>
    /// Whose request it is, for example the user's id: run on the caller's own context, once or a few times a request. Nothing is ever shared
    /// between partitions. Returning <see langword="null"/> means unknown: that request is not shared and not superseded. An
    /// exception from it fails the request. Default: <see langword="null"/>, one partition for all.
    /// </summary>
    public Func<HttpRequestMessage, string?>? Partition { get; set; }

    /// <summary>Which answers may be shared. Default <see cref="SharingMode.SameCaller"/>.</summary>
    public SharingMode Sharing { get; set; }

    /// <summary>Which reads a write makes outdated. Default <see cref="ForgetScope.Origin"/>.</summary>
    public ForgetScope ForgetOn { get; set; }

    /// <summary>
    /// How long after its head a flight whose whole start is still held may be joined. Default 1 s, 0 to 1 minute; 0: until the
    /// head only.
    /// </summary>
    public TimeSpan JoinWindow { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Up to how many bytes a shared body is held whole. Past that a window of this size slides along it: late callers are sent
    /// on their own, and the fastest reader waits for the slowest. Default 4 MiB, 64 KiB to 1 GiB.
    /// </summary>
    public long MaxSharedBody { get; set; } = 4 * 1024 * 1024;

    /// <summary>
    /// How many bytes all shared bodies of this client may hold together. When they are used up, bodies are held no longer than
    /// their readers need, in windows of one segment. Default 64 MiB, at least <see cref="MaxSharedBody"/>.
    /// </summary>
    public long MaxSharedMemory { get; set; } = 64 * 1024 * 1024;

    /// <summary>
    /// How long a reader that has stopped may hold back the others of its flight before it fails with an
    /// <see cref="IOException"/>. A reader that is alone is never failed. Default 5 s, at least 10 ms.
    /// </summary>
    public TimeSpan SlowReaderGrace { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The clock. <see langword="null"/> (default): the container's, or the system's.</summary>
    public TimeProvider? TimeProvider { get; set; }

    /// <summary>Where warnings go. <see langword="null"/> (default): the container's, or nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>Whether requests say their urgency to the server, as <c>Priority: u=N</c> (RFC 9218). Default: no.</summary>
    public bool SendPriorityHeader { get; set; }

    /// <summary>How mutations are kept and replayed, where routes set <see cref="RouteOptions.Queue"/>.</summary>
    public OutboxOptions Outbox { get; } = new();

    /// <summary>How answers are kept for requests to come.</summary>
    public CacheOptions Cache { get; } = new();

    /// <summary>
    /// Where mutations are kept, for <see cref="CoalescingPipeline"/>; whoever made it disposes it, after the pipeline. With a container call <c>UseSqliteOutbox</c> or <c>UseInMemoryOutbox</c> instead.
    /// Default <see langword="null"/>: nowhere.
    /// </summary>
    public IOutboxStore? OutboxStore { get; set; }

    /// <summary>
    /// What sends replays, for <see cref="CoalescingPipeline"/>, whose chain knows no default headers of the <see cref="HttpClient"/> around it. It must send through the same pipeline. Default
    /// <see langword="null"/>: the pipeline itself.
    /// </summary>
    public HttpClient? ReplayClient { get; set; }
}
