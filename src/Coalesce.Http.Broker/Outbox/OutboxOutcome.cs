namespace Coalesce.Http.Broker;

/// <summary>How an entry of the outbox ended.</summary>
/// <param name="State">
/// <see cref="OutboxState.Delivered"/>, <see cref="OutboxState.Dead"/>, <see cref="OutboxState.Withdrawn"/>, <see cref="OutboxState.Discarded"/> or <see cref="OutboxState.Compacted"/>.
/// </param>
/// <param name="Reason">Why, where the state does not say all.</param>
/// <param name="Answer">What is kept of the server's last answer, if any came.</param>
public sealed record OutboxOutcome(OutboxState State, OutboxReason Reason, OutboxAnswer? Answer)
{
    /// <summary>Whether the server has accepted it.</summary>
    public bool IsDelivered => State == OutboxState.Delivered;
}
