namespace Coalesce.Http.Broker.Outbox;

/// <summary>The entries that back off because their server could not be reached: once it can be, they need not wait any longer.</summary>
internal sealed class Unreached
{
    // More than this wait for their time: they are delivered all the same.
    private const int Most = 10_000;
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, string> _waiting = [];
    private readonly Queue<Guid> _hurried = [];

    public void Add(OutboxEntry entry)
    {
        lock (_gate)
        {
            if (_waiting.Count < Most) _waiting[entry.Id] = entry.Uri.Authority;
        }
    }

    /// <summary>The server answers again; <see langword="null"/>: the network is there again.</summary>
    public void Hurry(string? authority)
    {
        lock (_gate)
        {
            if (_waiting.Count == 0) return;
            foreach (var (id, from) in _waiting)
            {
                if (authority is null || from == authority) _hurried.Enqueue(id);
            }
            foreach (var id in _hurried) _waiting.Remove(id);
        }
    }

    /// <summary>Takes some of those that may go now.</summary>
    public List<Guid> Take(int most)
    {
        List<Guid> taken = [];
        lock (_gate)
        {
            while (taken.Count < most && _hurried.TryDequeue(out var id)) taken.Add(id);
        }
        return taken;
    }
}
