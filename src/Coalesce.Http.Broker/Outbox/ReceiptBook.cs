namespace Coalesce.Http.Broker.Outbox;

/// <summary>Who waits for the end of which entry.</summary>
internal sealed class ReceiptBook
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, TaskCompletionSource<OutboxOutcome>> _waiting = [];
    private int _looked;
    private bool _closed;

    /// <summary>The end of an entry that has not been seen to end; <see langword="null"/>: nobody will see it here any more.</summary>
    public Task<OutboxOutcome>? Wait(Guid id)
    {
        lock (_gate)
        {
            if (_closed) return null;
            if (!_waiting.TryGetValue(id, out var source))
                _waiting.Add(id, source = new TaskCompletionSource<OutboxOutcome>(TaskCreationOptions.RunContinuationsAsynchronously));
            return source.Task;
        }
    }

    public void Complete(Guid id, OutboxOutcome outcome) => Take(id)?.SetResult(outcome);

    /// <summary>What the store says of an entry; <see langword="null"/>: it has ended, here or elsewhere, and is kept no more.</summary>
    public void Found(Guid id, OutboxEntry? entry)
    {
        if (entry is null) Take(id)?.SetException(new KeyNotFoundException($"Entry {id} has ended, and is kept no more."));
        else if (entry.EndedAt is not null) Complete(id, new OutboxOutcome(entry.State, entry.Reason, entry.Answer));
    }

    /// <summary>Some of those that somebody waits for, others each time: another process may have ended them.</summary>
    public List<Guid> Some(int most)
    {
        lock (_gate)
        {
            if (_looked >= _waiting.Count) _looked = 0;
            List<Guid> some = [.. _waiting.Keys.Skip(_looked).Take(most)];
            _looked += some.Count;
            return some;
        }
    }

    /// <summary>Cancels all waits: nobody here will see them end.</summary>
    public void Close()
    {
        List<TaskCompletionSource<OutboxOutcome>> left;
        lock (_gate)
        {
            _closed = true;
            left = [.. _waiting.Values];
            _waiting.Clear();
        }
        foreach (var source in left) source.TrySetCanceled();
    }

    private TaskCompletionSource<OutboxOutcome>? Take(Guid id)
    {
        lock (_gate) return _waiting.Remove(id, out var source) ? source : null;
    }
}
