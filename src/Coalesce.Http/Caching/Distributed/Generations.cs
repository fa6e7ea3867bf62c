using System.Security.Cryptography;

namespace Coalesce.Http.Caching.Distributed;

/// <summary>Tells which records are outdated, to all processes. A mark (a URI, a partition, or all) has a generation, a random number; whoever outdates it gives it a new one, and a record names those that were there before its request was sent.</summary>
/// <remarks>
/// One that is missing is made, at random: so none that was lost comes back, and no record from before is valid again. What could not be told is owed: nothing under that mark is taken from there, or
/// put there, until its generation is new. A record that arrives late, from whatever process, names an old one.
/// </remarks>
internal sealed class Generations(SecondLevelLink link, SecondLevelNames names)
{
    private const int MostOwed = 10_000, Length = 16;
    private static readonly TimeSpan Keep = TimeSpan.FromDays(90); // longer than any record, so that few are made anew; it is not a matter of safety
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _owed = new(StringComparer.Ordinal); // with the number of the last time it was owed
    private long _times;

    /// <summary>What a record of the key has to name to be valid; <see langword="null"/>: it cannot be told.</summary>
    public async Task<Guid?> ReadAsync(CacheKey key)
    {
        var marks = MarksOf(key);
        foreach (var mark in marks)
        {
            if (IsOwed(mark) && !await ChangeAsync(mark).ConfigureAwait(false)) return null;
        }
        var values = await Task.WhenAll(marks.Select(ReadAsync)).ConfigureAwait(false);
        if (values.Contains(null)) return null;
        return new Guid(SHA256.HashData([.. values.SelectMany(static value => value!)]).AsSpan(0, Length));
    }

    /// <summary>All records under a mark are outdated. Where that cannot be told, it is owed.</summary>
    public async Task<bool> ChangeAsync(string mark)
    {
        var time = Owe(mark); // before: who looks meanwhile is not to find what is outdated
        if (!await link.SetAsync(names.OfGeneration(mark), RandomNumberGenerator.GetBytes(Length), Keep).ConfigureAwait(false)) return false;
        lock (_gate)
        {
            if (_owed.TryGetValue(mark, out var last) && last == time) _owed.Remove(mark); // else it is owed again since
        }
        return true;
    }

    public long Owe(string mark)
    {
        lock (_gate)
        {
            if (_owed.Count >= MostOwed && !_owed.ContainsKey(mark))
            {
                _owed.Clear();
                _owed[CacheMark.All] = ++_times; // which outdates them all
            }
            return _owed[mark] = ++_times;
        }
    }

    private bool IsOwed(string mark)
    {
        lock (_gate) return _owed.ContainsKey(mark);
    }

    private async Task<byte[]?> ReadAsync(string mark)
    {
        var name = names.OfGeneration(mark);
        var (wasAsked, value) = await link.GetAsync(name).ConfigureAwait(false);
        if (!wasAsked || value is { Length: Length }) return value;
        if (!await link.SetAsync(name, RandomNumberGenerator.GetBytes(Length), Keep).ConfigureAwait(false)) return null;
        // Others may make one at the same time: what is there in the end is everybody's.
        (_, value) = await link.GetAsync(name).ConfigureAwait(false);
        return value is { Length: Length } ? value : null;
    }

    private static string[] MarksOf(CacheKey key)
    {
        List<string> marks = [CacheMark.All, CacheMark.OfUri(key.Uri)];
        if (key.Partition.App is { } app) marks.Add(CacheMark.OfPartition(app));
        if (key.Partition.Own is { } own && own != key.Partition.App) marks.Add(CacheMark.OfPartition(own));
        return [.. marks];
    }
}
