using System.Collections.Immutable;

namespace Coalesce.Http.Caching.Distributed;

/// <summary>Records on their way to the second level. Of one key there is one at a time, and the next is what was known last: so none that is older comes after it.</summary>
/// <remarks>One gate guards the list; nothing is written under it.</remarks>
internal sealed class PendingRecords(Func<CacheKey, ImmutableArray<StoredResponse>, Task> write)
{
    private const int Most = 1_000;
    private const long MostBytes = 16 * 1024 * 1024;
    private readonly Lock _gate = new();
    private readonly Dictionary<CacheKey, Pending> _pending = [];
    private long _bytes; // of all bodies

    /// <returns>False: there are too many.</returns>
    public bool TryAdd(CacheKey key, ImmutableArray<StoredResponse> answers)
    {
        lock (_gate)
        {
            var isUnderWay = _pending.TryGetValue(key, out var pending);
            var bytes = BytesOf(answers) - (isUnderWay ? BytesOf(pending!.Answers) : 0);
            if (_pending.Count > 0 && _bytes + bytes > MostBytes || (!isUnderWay && _pending.Count >= Most)) return false;
            _bytes += bytes;
            if (isUnderWay)
            {
                pending!.Answers = answers;
                return true;
            }
            _pending[key] = pending = new Pending { Answers = answers };
            pending.Writing = Task.Run(() => WriteAsync(key, pending));
            return true;
        }
    }

    public bool Has(CacheKey key)
    {
        lock (_gate) return _pending.ContainsKey(key);
    }

    /// <summary>Waits for those that are on their way now.</summary>
    public Task FlushAsync()
    {
        lock (_gate) return Task.WhenAll(_pending.Values.Select(static pending => pending.Writing).ToArray());
    }

    private async Task WriteAsync(CacheKey key, Pending pending)
    {
        ImmutableArray<StoredResponse> written = default;
        while (!IsLast(key, pending, ref written)) await write(key, written).ConfigureAwait(false);
    }

    /// <summary>Whether what was written is what is known; else it becomes what is to be written.</summary>
    private bool IsLast(CacheKey key, Pending pending, ref ImmutableArray<StoredResponse> written)
    {
        lock (_gate)
        {
            if (written == pending.Answers)
            {
                _bytes -= BytesOf(written);
                return _pending.Remove(key);
            }
            written = pending.Answers;
            return false;
        }
    }

    private static long BytesOf(ImmutableArray<StoredResponse> answers)
    {
        var bytes = 0L;
        foreach (var answer in answers) bytes += answer.Body.Length;
        return bytes;
    }

    private sealed class Pending
    {
        public required ImmutableArray<StoredResponse> Answers { get; set; }

        public Task Writing { get; set; } = Task.CompletedTask;
    }
}
