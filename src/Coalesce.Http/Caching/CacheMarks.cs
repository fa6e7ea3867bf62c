using System.Collections.Concurrent;

namespace Coalesce.Http.Caching;

/// <summary>What was said to be outdated, and when: by the number of the last flight that had begun. An answer that an older flight brings is outdated whenever it comes.</summary>
/// <remarks>One is set under the gate, so that none is lost while all are forgotten. Looked up without it: one that is set beside a look-up is as one that is set after it.</remarks>
internal sealed class CacheMarks
{
    private const int Most = 10_000;
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, long> _marks = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long>.AlternateLookup<ReadOnlySpan<char>> _names;
    private long _floor = -1; // all that is as old as this is outdated: it was said of all, or so many were set that they were forgotten
    private long _last = -1;

    public CacheMarks() => _names = _marks.GetAlternateLookup<ReadOnlySpan<char>>();

    public void Set(ReadOnlySpan<char> name, long flight)
    {
        lock (_gate)
        {
            if (_marks.Count >= Most)
            {
                RaiseFloor(flight); // first: who looks meanwhile, for the mark and then here, finds the one or the other
                _marks.Clear();
            }
            if (!_names.TryGetValue(name, out var old) || old < flight) _names[name] = flight;
            if (_last < flight) Volatile.Write(ref _last, flight);
        }
    }

    /// <summary>Says it of all that flights up to this one have brought, or bring yet.</summary>
    public void SetAll(long flight)
    {
        if (flight <= Volatile.Read(ref _floor)) return; // it only rises
        lock (_gate) RaiseFloor(flight);
    }

    /// <summary>Whether any mark at all may concern what a flight brought: most look-ups end here.</summary>
    public bool MayConcern(long flight) => flight <= Volatile.Read(ref _last);

    // The floor last: a mark that was forgotten before it was looked for has raised it before.
    public bool Concerns(ReadOnlySpan<char> name, long flight) => (_names.TryGetValue(name, out var mark) && flight <= mark) || flight <= Volatile.Read(ref _floor);

    private void RaiseFloor(long flight)
    {
        if (_last < flight) Volatile.Write(ref _last, flight); // first: who finds the floor raised relies on both
        if (_floor < flight) Volatile.Write(ref _floor, flight);
    }
}
