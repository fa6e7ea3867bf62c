using System.Collections.Concurrent;
using System.Text;
using Coalesce.Http.Testing;
using Microsoft.Extensions.Caching.Distributed;

namespace Coalesce.Http.Tests.Caching.Distributed;

/// <summary>What several processes share: remembers all that was ever in it, and fails or hangs when told to.</summary>
internal sealed class SharedStore : IDistributedCache
{
    private readonly ConcurrentDictionary<string, byte[]> _values = new();
    private readonly ConcurrentQueue<(string Key, byte[] Value)> _ever = new();
    private readonly ConcurrentQueue<Action> _late = new();
    private int _gets;

    public bool IsDown { get; set; }

    /// <summary>Whether what is set or removed fails, and is carried out all the same when <see cref="CarryOut"/> says so.</summary>
    public bool IsLate { get; set; }

    /// <summary>Where what was found waits; and where what is set does.</summary>
    public Task Getting { get; set; } = Task.CompletedTask;

    /// <inheritdoc cref="Getting"/>
    public Task Setting { get; set; } = Task.CompletedTask;

    public int Gets => Volatile.Read(ref _gets);

    /// <summary>How many answers are there now: generations are short.</summary>
    public int Records => _values.Values.Count(static value => value.Length > 16);

    public IReadOnlyCollection<string> Keys => [.. _values.Keys];

    public Task WaitForRecordsAsync(int count) => Wait.UntilAsync(() => Records == count);

    /// <summary>Whether a text stands in anything that was ever here, as names or values.</summary>
    public bool EverHeld(string text) => _ever.Any(entry => entry.Key.Contains(text, StringComparison.OrdinalIgnoreCase)
        || entry.Value.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0 || entry.Value.AsSpan().IndexOf(Encoding.Unicode.GetBytes(text)) >= 0);

    /// <summary>Loses what a test chooses, as a cache may.</summary>
    public void Lose(Func<byte[], bool> which)
    {
        foreach (var (key, value) in _values)
        {
            if (which(value)) _values.TryRemove(key, out _);
        }
    }

    /// <summary>Puts something else in the place of each answer.</summary>
    public void ReplaceRecords(Func<string, byte[], byte[]> by)
    {
        foreach (var (key, value) in _values.Where(static entry => entry.Value.Length > 16).ToList()) _values[key] = by(key, value);
    }

    /// <summary>Carries out what has been late longest.</summary>
    public void CarryOut()
    {
        if (_late.TryDequeue(out var act)) act();
    }

    public IReadOnlyDictionary<string, byte[]> Copy() => new Dictionary<string, byte[]>(_values);

    public byte[]? Get(string key) => throw new NotSupportedException();

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default)
    {
        Interlocked.Increment(ref _gets);
        if (IsDown) throw new IOException("down");
        var value = _values.GetValueOrDefault(key); // as it is now, when ever it arrives
        await Getting.WaitAsync(token);
        return value;
    }

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw new NotSupportedException();

    public async Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        if (IsDown) throw new IOException("down");
        if (IsLate) Delay(() => _values[key] = value);
        await Setting.WaitAsync(token);
        _ever.Enqueue((key, value));
        _values[key] = value;
    }

    public void Remove(string key) => throw new NotSupportedException();

    public async Task RemoveAsync(string key, CancellationToken token = default)
    {
        if (IsDown) throw new IOException("down");
        if (IsLate) Delay(() => _values.TryRemove(key, out _));
        await Setting.WaitAsync(token);
        _values.TryRemove(key, out _);
    }

    public void Refresh(string key) => throw new NotSupportedException();

    public Task RefreshAsync(string key, CancellationToken token = default) => throw new NotSupportedException();

    private void Delay(Action act)
    {
        _late.Enqueue(act);
        throw new IOException("late");
    }
}
