namespace Coalesce.Http.Broker;

/// <summary>A mutation in the outbox: all that is needed to send it again, and how far it has come. A snapshot.</summary>
/// <remarks>It never holds a sensitive header: replays go through the client, whose own handlers supply credentials.</remarks>
public sealed record OutboxEntry
{
    /// <summary>Names the entry, also after a restart. Made when it was handed over; newer ones are greater (RFC 9562, version 7).</summary>
    public required Guid Id { get; init; }

    /// <summary>The name of the client that it belongs to.</summary>
    public required string Client { get; init; }

    /// <summary>The method.</summary>
    public required string Method { get; init; }

    /// <summary>Where it goes.</summary>
    public required Uri Uri { get; init; }

    /// <summary>The HTTP version that was asked for. Default 1.1.</summary>
    public Version HttpVersion { get; init; } = System.Net.HttpVersion.Version11;

    /// <summary>How the version may be chosen. Default <see cref="HttpVersionPolicy.RequestVersionOrLower"/>.</summary>
    public HttpVersionPolicy VersionPolicy { get; init; }

    /// <summary>The headers of request and content in order, one value a line, without sensitive ones and without the key.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; }

    /// <summary>The body, byte for byte; <see langword="null"/> where the request has no content, where entries are listed, and once it has ended otherwise than as a dead letter.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>Its <c>Idempotency-Key</c>, the same on every attempt.</summary>
    public required string IdempotencyKey { get; init; }

    /// <summary>The lane: entries of one lane and partition are sent in order, one at a time.</summary>
    public required string Lane { get; init; }

    /// <summary>Whose it is: what the application's <c>Partition</c> delegate said, or <see langword="null"/> where there is none.</summary>
    public string? Partition { get; init; }

    /// <summary>Whose it is: what <c>WithPartition</c> said, or <see langword="null"/>. The pair of both is the entry's partition.</summary>
    public string? OwnPartition { get; init; }

    /// <summary>The route it matched, as it was configured.</summary>
    public string? Route { get; init; }

    /// <summary>Which waiting entries it makes needless.</summary>
    public OutboxCompaction Compaction { get; init; }

    /// <summary>The trace that it was handed over in (W3C <c>traceparent</c>), or <see langword="null"/>.</summary>
    public string? TraceParent { get; init; }

    /// <summary>When it was handed over, by the wall clock.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it is given up, by the wall clock; <see langword="null"/>: never for its age.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Where it stands.</summary>
    public OutboxState State { get; init; }

    /// <summary>Not sent before this moment, by the wall clock.</summary>
    public DateTimeOffset NotBefore { get; init; }

    /// <summary>When <see cref="NotBefore"/> was set. A clock that says less has been set back, and must not make the wait longer.</summary>
    public DateTimeOffset NotBeforeSetAt { get; init; }

    /// <summary>How often it was tried.</summary>
    public int AttemptCount { get; init; }

    /// <summary>The first attempt that may have arrived, by the wall clock; <see langword="null"/>: none has.</summary>
    public DateTimeOffset? FirstSentAt { get; init; }

    /// <summary>The last attempts, oldest first; at most 16 are kept.</summary>
    public IReadOnlyList<OutboxAttempt> Attempts { get; init; } = [];

    /// <summary>
    /// A keyed hash of the credentials that its first attempt left with, where no partition says whose it is; <see langword="null"/>: none is known.
    /// </summary>
    public string? CredentialsMark { get; init; }

    /// <summary>Why it ended.</summary>
    public OutboxReason Reason { get; init; }

    /// <summary>When it ended, by the wall clock.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>What is kept of the server's last answer.</summary>
    public OutboxAnswer? Answer { get; init; }

    /// <summary>Whether an attempt reached the wire, so that the server may have carried it out.</summary>
    public bool MayHaveArrived => FirstSentAt is not null;
}
