using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Broker.Flights;

/// <summary>
/// Keys whose last answer could not be shared, remembered for a short time, so that the next wave is sent side by side at once and does not wait
/// for a first one. Bounded; the oldest go first. Guarded by the gate of the group.
/// </summary>
internal sealed class UnshareableKeys(TimeProvider time)
{
    private const int Capacity = 1024;
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);
    private readonly Dictionary<RequestKey, long> _since = new(RequestKeyComparer.Instance);
    private readonly Queue<RequestKey> _oldest = [];

    public void Add(RequestKey key)
    {
        DropExpired(); // else a key that is just about to go would not be remembered anew
        if (_since.ContainsKey(key)) return;
        if (_oldest.Count == Capacity) _since.Remove(_oldest.Dequeue());
        _since.Add(key, time.GetTimestamp());
        _oldest.Enqueue(key);
    }

    public bool Contains(in RequestProbe probe)
    {
        if (_since.Count == 0) return false;
        DropExpired();
        return _since.Count > 0 && _since.GetAlternateLookup<RequestProbe>().ContainsKey(probe);
    }

    private void DropExpired()
    {
        while (_oldest.TryPeek(out var key) && time.GetElapsedTime(_since[key]) >= Lifetime)
        {
            _since.Remove(key);
            _oldest.Dequeue();
        }
    }
}
