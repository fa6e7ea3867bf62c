using Coalesce.Http.Broker;

namespace Coalesce.Http.Sqlite;

/// <summary>What decides how an entry goes on, without what it holds.</summary>
internal readonly record struct EntryControl(
    long Seq, long Client, OutboxState State, string? Owner, long Fence, bool IsJoined, long LanePrint, long? Turn, long Weight, long BodyWeight, long AnswerWeight, byte[]? Attempts)
{
    /// <summary>What it counts once it has ended, and its body is dropped.</summary>
    public long EndedWeight(long? newAnswer) => Weight - BodyWeight + (newAnswer ?? AnswerWeight);

    public bool IsHeldUnder(OutboxLease lease) => Fence == lease.Fence && Owner is { } owner && owner == lease.Owner;
}
