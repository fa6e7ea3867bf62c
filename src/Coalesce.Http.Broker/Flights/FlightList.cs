namespace Coalesce.Http.Broker.Flights;

/// <summary>
/// The flights under way that are not in the map, or landed and so about to leave it; with those before their head in the map, these are all. A flight whose join
/// window has closed is referred to weakly: a response that its caller drops without disposing it is then collected together with its connection, as with a
/// plain <see cref="HttpClient"/>. Guarded by the gate of the group.
/// </summary>
internal sealed class FlightList
{
    private const int FewestToPurge = 16;
    private readonly LinkedList<Flight> _unmapped = [];
    private readonly LinkedList<Flight> _landed = []; // in order of landing, so the first is the first to close
    private readonly Dictionary<long, WeakReference<Flight>> _closed = [];
    private int _purgeAt = FewestToPurge;

    public bool IsEmpty => _unmapped.Count == 0 && _landed.Count == 0 && _closed.Count == 0;

    public Flight? FirstLanded => _landed.First?.Value;

    /// <summary>It leaves the map before its head.</summary>
    public void Unmap(Flight flight) => flight.Place = _unmapped.AddLast(flight);

    public void Land(Flight flight)
    {
        if (flight.Place is { } place) _unmapped.Remove(place);
        flight.Place = _landed.AddLast(flight);
    }

    public void Close(Flight flight)
    {
        _landed.Remove(flight.Place!);
        flight.Place = null;
        if (_closed.Count == _purgeAt) Purge();
        _closed.Add(flight.Id, new WeakReference<Flight>(flight));
    }

    public void Remove(Flight flight)
    {
        if (flight.Place is { } place) place.List!.Remove(place);
        else _closed.Remove(flight.Id);
        flight.Place = null;
    }

    public List<Flight> With(IEnumerable<Flight> mapped)
    {
        List<Flight> all = [.. mapped.Where(flight => flight.Answer is null), .. _unmapped, .. _landed];
        foreach (var reference in _closed.Values)
        {
            if (reference.TryGetTarget(out var flight)) all.Add(flight);
        }
        return all;
    }

    /// <summary>Forgets those that were collected; next when there are twice as many as are left now, so that each costs little however many there are.</summary>
    private void Purge()
    {
        foreach (var (id, reference) in _closed)
        {
            if (!reference.TryGetTarget(out _)) _closed.Remove(id); // removing is allowed while enumerating
        }
        _purgeAt = Math.Max(FewestToPurge, 2 * _closed.Count);
    }
}
