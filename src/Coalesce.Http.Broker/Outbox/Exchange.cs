namespace Coalesce.Http.Broker.Outbox;

/// <summary>What the handlers at the wire see and say of one attempt; it travels in the request's options, which clones take along.</summary>
internal sealed class Exchange
{
    public static readonly HttpRequestOptionsKey<Exchange> OptionsKey = new("Coalesce.Http.Outbox");

    /// <summary>The entry, when this is a replay: it is not to be queued again.</summary>
    public OutboxEntry? Replayed { get; init; }

    /// <summary>The mark of the credentials that it must leave with; <see langword="null"/>: any.</summary>
    public string? ExpectedMark { get; init; }

    /// <summary>Makes the mark of credentials; <see langword="null"/> where a partition says whose it is.</summary>
    public Func<string, string>? Marks { get; init; }

    /// <summary>The mark of what it left with.</summary>
    public string? Mark { get; set; }

    /// <summary>It was given to the primary handler: the server may have carried it out.</summary>
    public bool ReachedWire { get; set; }

    /// <summary>The answer came at the end of a redirect to another method or origin.</summary>
    public bool IsElsewhere { get; set; }

    public static Exchange? Of(HttpRequestMessage request) => request.Options.TryGetValue(OptionsKey, out var exchange) ? exchange : null;
}
