namespace Coalesce.Http.Broker;

/// <summary>Says that a mutation is kept, and what becomes of it.</summary>
public sealed class OutboxReceipt
{
    private readonly Lazy<Task<OutboxOutcome>> _completion;

    internal OutboxReceipt(Guid id, string idempotencyKey, Func<Guid, Task<OutboxOutcome>> complete)
    {
        Id = id;
        IdempotencyKey = idempotencyKey;
        _completion = new Lazy<Task<OutboxOutcome>>(() => complete(id));
    }

    /// <summary>The entry. Ask for its receipt again with it, also after a restart.</summary>
    public Guid Id { get; }

    /// <summary>The key that each attempt carries.</summary>
    public string IdempotencyKey { get; }

    /// <summary>
    /// Completes when the entry has ended, also when another process ends it; a dead letter has ended until it is retried. Is cancelled when the broker is disposed first: the entry is still
    /// kept, and its receipt can be asked for after the next start. Faults with <see cref="KeyNotFoundException"/> where the entry ended so long ago that it is kept no more.
    /// </summary>
    public Task<OutboxOutcome> Completion => _completion.Value;
}
