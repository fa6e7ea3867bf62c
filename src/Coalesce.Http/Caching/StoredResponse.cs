using System.Net;
using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Caching;

/// <summary>An answer that is kept. Does not change once it is: what a 304 brings makes another of it.</summary>
internal sealed record StoredResponse
{
    public required HttpStatusCode Status { get; init; }

    public required Version Version { get; init; }

    public required string? Reason { get; init; }

    public required HeaderField[] Headers { get; init; }

    public required HeaderField[] ContentHeaders { get; init; }

    /// <summary>Set when it is whole, before anybody else has the answer.</summary>
    public required byte[] Body { get; set; }

    public required ResponseDirectives Directives { get; init; }

    public required VaryMatch Vary { get; init; }

    /// <summary>How long it is fresh, counted by its age.</summary>
    public required TimeSpan Lifetime { get; init; }

    /// <summary>Whether that is what the route says, and not the origin: then any write ends it.</summary>
    public required bool IsFreshByRoute { get; init; }

    public required TimeSpan InitialAge { get; init; }

    /// <summary>When it came, on the clock that nobody sets.</summary>
    public required long ReceivedStamp { get; init; }

    /// <summary>When it came, by the wall clock: a device that slept did not count the other.</summary>
    public required DateTimeOffset Received { get; init; }

    /// <summary>Its own date, or when it came: of several that match, the newest is used.</summary>
    public required DateTimeOffset Date { get; init; }

    /// <summary>The flight that brought it: what was marked after that began holds for it.</summary>
    public required long Flight { get; init; }

    public string? Route { get; init; }

    /// <summary>What its route calls it.</summary>
    public string[] Tags { get; init; } = [];

    public string? ETag { get; init; }

    public string? LastModified { get; init; }

    /// <summary>What was valid in the second level before it was asked for; <see langword="null"/>: it is kept in memory only.</summary>
    public Guid? Generation { get; init; }

    /// <summary>Whether it is asked for anew.</summary>
    public RenewalFlag Renewal { get; } = new();

    /// <summary>How many bytes it counts. Set together with the body.</summary>
    public int Weight { get; set; }

    /// <summary>RFC 9111, section 4.2.3, current_age.</summary>
    public TimeSpan AgeAt(TimeProvider time)
    {
        var (steady, wall) = (time.GetElapsedTime(ReceivedStamp), time.GetUtcNow() - Received);
        return InitialAge + (steady > wall ? steady : wall);
    }
}
