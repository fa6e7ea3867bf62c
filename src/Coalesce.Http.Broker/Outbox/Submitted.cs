namespace Coalesce.Http.Broker.Outbox;

/// <summary>What a caller of the outbox gets: the server's own answer, or the entry that is kept.</summary>
internal readonly struct Submitted
{
    public Submitted(HttpResponseMessage answer) => Answer = answer;

    public Submitted(OutboxEntry entry, IReadOnlyList<Guid> compacted) => (Entry, Compacted) = (entry, compacted);

    public HttpResponseMessage? Answer { get; }

    public OutboxEntry? Entry { get; }

    /// <summary>The entry waits for its first replay, from the moment that it was made for.</summary>
    public bool IsFresh { get; init; }

    /// <summary>The entries that it made needless.</summary>
    public IReadOnlyList<Guid> Compacted { get; } = [];
}
