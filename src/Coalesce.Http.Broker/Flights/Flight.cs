using System.Collections.Immutable;
using System.Diagnostics;
using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Broker.Flights;

/// <summary>One shared send. A state machine whose transitions are the methods of the group of flights.</summary>
/// <remarks>
/// <code>
/// open ---- head, shareable ----&gt; landed ---- end of body, failure ----&gt; over
///  |  \---- head, not shareable, or sole caller and whole body --------&gt;  ^
///  |------- failure before the head -----------------------------------&gt;  |
///  \------- last caller left, cancelled (from open and landed) ---------&gt;/
/// </code>
/// It is in the map, where it can be joined, from its start until the first of: over, a write, a difference seen by the guard, the end of
/// its join window, its start no longer held. All mutable members are guarded by the gate of the group unless they say otherwise.
/// </remarks>
internal abstract class Flight(long id, RequestKey key, FlightCaller starter, in SendTerms terms, long startedAt) : IBodyOwner
{
    private HttpResponseMessage? _stamped;
    private HttpContent? _stampedContent;
    private ImmutableStack<(HttpResponseMessage Response, HttpContent Content)> _laterStamped = [];
    private int _finished;

    public long Id => id;

    public RequestKey Key => key;

    public string? Route { get; } = terms.Route;

    /// <summary>The body to send, where the route coalesces bodies.</summary>
    public byte[]? Body { get; } = terms.Body;

    public Demand Demand { get; } = new(terms.Urgency);

    public long StartedAt => startedAt;

    /// <summary>The chain it is sent through.</summary>
    public IFlightChain Chain { get; } = starter.Chain;

    /// <summary>The URI as its starter gave it.</summary>
    public Uri Uri { get; } = starter.Request.RequestUri!;

    /// <summary>Ends the send and the reads of the body. No caller's token has a part in it. Without timer or link, it holds nothing to dispose.</summary>
    public CancellationTokenSource Cancellation { get; } = new();

    /// <summary>What is sent; set before the send.</summary>
    public HttpRequestMessage Request { get; set; } = null!;

    /// <summary>The content that is sent: handlers further in may put another in its place.</summary>
    public HttpContent? Content { get; set; }

    /// <summary>The span of the flight, where somebody listens; there once it has begun, before the send. Needs no gate: who joins beside it links to nothing.</summary>
    public Activity? Activity { get; set; }

    // The callers that wait for the head, linked through themselves, in order of joining.
    /// <summary>The last look for circles that came by. Guarded by the gate of the group.</summary>
    public long LookedAt { get; set; }

    public FlightCaller? FirstWaiting { get; set; }

    public FlightCaller? LastWaiting { get; set; }

    /// <summary>The caller in whose context the flight runs; <see langword="null"/> once it has left.</summary>
    public FlightCaller? Starter { get; set; } = starter;

    /// <summary>Callers that wait or read.</summary>
    public int Callers { get; set; }

    public UrgencyTally Urgencies;

    public bool IsInMap { get; set; }

    /// <summary>The guard has seen it leave with something that its key does not know. Never taken back.</summary>
    public bool IsExposed { get; set; }

    /// <summary>Never taken back: a look without the gate may be too early, but not wrong.</summary>
    public bool IsOver { get; set; }

    public long LandedAt { get; set; }

    /// <summary>Where redirects ended; set before anyone is served.</summary>
    public FlightTarget? Target { get; set; }

    /// <summary>There once it has landed for all.</summary>
    public FlightAnswer? Answer { get; set; }

    public LinkedListNode<Flight>? Place { get; set; }

    /// <summary>
    /// The guard vouches that this response, with the content it has now, answers what the key says. Needs no gate: hedged attempts come at once, and each
    /// asks for its own only.
    /// </summary>
    public void Stamp(HttpResponseMessage response)
    {
        if (Interlocked.CompareExchange(ref _stamped, response, null) is null) _stampedContent = response.Content;
        else ImmutableInterlocked.Update(ref _laterStamped, static (stamped, later) => stamped.Push(later), (response, response.Content));
    }

    /// <summary>Whether the guard vouches for it. A handler further in may have filled in content of its own, for the user of the moment.</summary>
    public bool IsStamped(HttpResponseMessage response)
    {
        if (_stamped == response) return WrappingContent.IsOf(response.Content, _stampedContent!);
        foreach (var later in _laterStamped)
        {
            if (later.Response == response) return WrappingContent.IsOf(response.Content, later.Content);
        }
        return false;
    }

    /// <summary>Whether it is a flight of the given group: where one chain ends in another, requests of the one pass through the guard of the other.</summary>
    public abstract bool IsOf(object other);

    public abstract void BodyEnded(Exception? failure);

    /// <summary>True the first time only.</summary>
    public bool TryFinish() => Interlocked.Exchange(ref _finished, 1) == 0;
}
