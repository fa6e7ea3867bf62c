namespace Coalesce.Http.Broker.Flights;

/// <summary>
/// All flights under way, to be shown, drained and cancelled. A flight whose join window has closed is referred to weakly: a response that its caller drops
/// without disposing it is then collected together with its connection, as with a plain <see cref="HttpClient"/>. Guarded by the gate of the group.
/// </summary>
internal sealed class FlightList
{
    private readonly LinkedList<Flight> _waiting = [];
    private readonly LinkedList<Flight> _landed = []; // in order of landing, so the first is the first to close
    private readonly List<WeakReference<Flight>> _closed = [];

    public Flight? FirstLanded => _landed.First?.Value;

    public void Add(Flight flight) => flight.Place = _waiting.AddLast(flight);

    public void Land(Flight flight)
    {
        _waiting.Remove(flight.Place!);
        _landed.AddLast(flight.Place!);
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
        else _closed.RemoveAll(reference => !reference.TryGetTarget(out var other) || other == flight);
        flight.Place = null;
    }

    public List<Flight> ToList()
    {
        var all = new List<Flight>(_waiting);
        all.AddRange(_landed);
        foreach (var reference in _closed)
        {
            if (reference.TryGetTarget(out var flight)) all.Add(flight);
        }
        return all;
    }
}
