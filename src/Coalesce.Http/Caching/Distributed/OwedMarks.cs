namespace Coalesce.Http.Caching.Distributed;

/// <summary>Marks whose generation has to be new and is not known to be.</summary>
/// <remarks>Bounded: of too many, all that is there is owed.</remarks>
internal sealed class OwedMarks
{
    private const int Most = 10_000;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _marks = new(StringComparer.Ordinal); // with the number of the last time it was owed
    private long _times;

    /// <summary>One of them.</summary>
    public string? Any
    {
        get
        {
            lock (_gate) return _marks.Keys.FirstOrDefault();
        }
    }

    /// <returns>Which time it is.</returns>
    public long Add(string mark)
    {
        lock (_gate)
        {
            if (_marks.Count >= Most && !_marks.ContainsKey(mark))
            {
                _marks.Clear();
                _marks[CacheMark.All] = ++_times; // which outdates them all
            }
            return _marks[mark] = ++_times;
        }
    }

    /// <summary>Its generation is new since a time. If it was owed again after that, it still is.</summary>
    public void Remove(string mark, long time)
    {
        lock (_gate)
        {
            if (_marks.TryGetValue(mark, out var last) && last == time) _marks.Remove(mark);
        }
    }

    public bool Has(string mark)
    {
        lock (_gate) return _marks.ContainsKey(mark);
    }
}
