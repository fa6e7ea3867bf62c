namespace Coalesce.Http.Broker.Outbox;

/// <summary>A step of an entry that is told to watchers.</summary>
internal enum OutboxStep
{
    Queued,
    Joined,
    Replaying,
    Delivered,
    Rescheduled,
    Held,
    Redirected,
    Dead,
    Withdrawn,
    Discarded,
    Compacted,
    Retried,
}
