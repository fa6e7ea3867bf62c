namespace Coalesce.Http.Broker.Outbox;

/// <summary>The entries that back off because their server could not be reached: once it can be, they need not wait any longer.</summary>
internal sealed class Unreached
{
    // More than this wait for their time: they are delivered all the same.
    private const int Most = 10_000;
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, OutboxEntry> _waiting = [];
    private readonly Queue<OutboxEntry> _hurried = [];

    /// <param name="entry">The entry, with the moment that it backs off to.</param>
    public void Add(OutboxEntry entry)
    {
        lock (_gate)
        {
            if (_waiting.Count < Most) _waiting[entry.Id] = entry with { Body = null };
        }
    }

    /// <summary>It waits no longer, or for another reason.</summary>
    public void Remove(OutboxEntry entry)
    {
        lock (_gate) _waiting.Remove(entry.Id);
    }

    /// <summary>The server answers again; <see langword="null"/>: the network is there again.</summary>
    public void Hurry(string? authority)
    {
        lock (_gate)
        {
            if (_waiting.Count == 0) return;
            foreach (var entry in _waiting.Values)
            {
                if (authority is null || entry.Uri.Authority == authority) _hurried.Enqueue(entry);
            }
            foreach (var entry in _hurried) _waiting.Remove(entry.Id);
        }
    }

    /// <summary>Takes some of those that may go now.</summary>
    public List<OutboxEntry> Take(int most)
    {
        List<OutboxEntry> taken = [];
        lock (_gate)
        {
            while (taken.Count < most && _hurried.TryDequeue(out var entry)) taken.Add(entry);
        }
        return taken;
    }
}
