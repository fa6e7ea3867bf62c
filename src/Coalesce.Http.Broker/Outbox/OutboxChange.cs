using Coalesce.Http.Broker.Outbox;

namespace Coalesce.Http.Broker;

/// <summary>How a leased entry goes on. Applying it ends the lease.</summary>
public sealed record OutboxChange
{
    /// <summary>
    /// Its next state: <see cref="OutboxState.Waiting"/>, <see cref="OutboxState.Delivered"/>, <see cref="OutboxState.Dead"/> or <see cref="OutboxState.Withdrawn"/>.
    /// </summary>
    public required OutboxState To { get; init; }

    /// <summary>
    /// Of an entry that was <see cref="OutboxState.Trying"/>, with <see cref="OutboxState.Delivered"/> or <see cref="OutboxState.Withdrawn"/>: its caller has the server's answer, so it is
    /// removed. Where another caller has joined it, who was given a receipt, it is kept: delivered, or, as with any other withdrawal, waiting.
    /// </summary>
    public bool IsAnswered { get; init; }

    /// <summary>The attempt that was made; <see langword="null"/> when none is to be counted.</summary>
    public OutboxAttempt? Attempt { get; init; }

    /// <summary>With <see cref="OutboxState.Waiting"/>: not sent before this moment.</summary>
    public DateTimeOffset NotBefore { get; init; }

    /// <summary>By the wall clock, when this was decided.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Why it ended.</summary>
    public OutboxReason Reason { get; init; }

    /// <summary>What is kept of the server's answer; <see langword="null"/> leaves what an earlier attempt brought.</summary>
    public OutboxAnswer? Answer { get; init; }

    /// <summary>The credentials that the attempt left with, where they are to be remembered; <see langword="null"/> leaves what is remembered.</summary>
    public string? CredentialsMark { get; init; }

    /// <summary>What the attempt says of the way to the server, for those that wait for it; unknown also where the server itself said when to come again.</summary>
    internal Reach Reach { get; init; }
}
