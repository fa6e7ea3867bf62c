using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Broker.Outbox;

/// <summary>What is asked of the outbox for one request.</summary>
/// <param name="Rules">Its route's rules.</param>
/// <param name="Route">Its route's text.</param>
/// <param name="Lane">Its lane.</param>
/// <param name="IdempotencyKey">The key that the caller set, or <see langword="null"/>.</param>
/// <param name="Partition">Whose it is.</param>
internal readonly record struct EntryTerms(OutboxRules Rules, string? Route, string Lane, string? IdempotencyKey, Partition Partition);
