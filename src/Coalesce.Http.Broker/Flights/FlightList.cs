namespace Coalesce.Http.Broker.Flights;

/// <summary>
/// The flights under way that are not in the map, or landed and so about to leave it; with those before their head in the map, these are all. A flight whose join
/// window has closed is referred to weakly: a response that its caller drops without disposing it is then collected together with its connection, as with a
/// plain <see cref="HttpClient"/>. Guarded by the gate of the group.
/// </summary>
internal sealed class FlightList
{
    private readonly LinkedList<Flight> _unmapped = [];
    private readonly LinkedList<Flight> _landed = []; // in order of landing, so the first is the first to close
    private readonly List<WeakReference<Flight>> _closed = [];

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
        _closed.Add(new WeakReference<Flight>(flight));
    }

    public void Remove(Flight flight)
    {
        if (flight.Place is { } place) place.List!.Remove(place);
        else if (_closed.Count > 0) _closed.RemoveAll(reference => !reference.TryGetTarget(out var other) || other == flight);
        flight.Place = null;
    }

    public List<Flight> With(IEnumerable<Flight> mapped)
    {
        List<Flight> all = [.. mapped.Where(flight => flight.Answer is null), .. _unmapped, .. _landed];
        foreach (var reference in _closed)
        {
            if (reference.TryGetTarget(out var flight)) all.Add(flight);
        }
        return all;
    }
}
