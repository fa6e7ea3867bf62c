using System.Security.Cryptography;
using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Caching.Distributed;

/// <summary>Tells which records are outdated, to all processes. A mark (a URI, a partition, or all) has a generation, a random number; whoever outdates it gives it a new one, and a record names those that were there before its request was sent.</summary>
/// <remarks>
/// One that is missing is made, at random: so none that was lost comes back, and no record from before is valid again. What could not be told is owed: nothing under that mark is taken from there until its
/// generation is new. That is tried again, also where nobody asks: others do not know of it. A record that arrives late, from whatever process, names an old one.
/// </remarks>
internal sealed class Generations : IDisposable
{
    private const int Length = 16;
    private static readonly TimeSpan Keep = TimeSpan.FromDays(90); // longer than any record, so that few are made anew; it is not a matter of safety
    private readonly SecondLevelLink _link;
    private readonly SecondLevelNames _names;
    private readonly OwedMarks _owed = new();
    private readonly ITimer _again;

    public Generations(SecondLevelLink link, SecondLevelNames names, TimeProvider time)
    {
        (_link, _names) = (link, names);
        _again = QuietTimer.Create(time, () => _ = PayAsync());
    }

    /// <summary>What a record of the key has to name to be valid; <see langword="null"/>: it cannot be told.</summary>
    public async Task<Guid?> ReadAsync(CacheKey key)
    {
        var marks = MarksOf(key);
        foreach (var mark in marks)
        {
            if (_owed.Has(mark) && !await ChangeAsync(mark).ConfigureAwait(false)) return null;
        }
        var values = await Task.WhenAll(marks.Select(ReadAsync)).ConfigureAwait(false);
        if (values.Contains(null)) return null;
        return new Guid(SHA256.HashData([.. values.SelectMany(static value => value!)]).AsSpan(0, Length));
    }

    /// <summary>All records under a mark are outdated. Where that cannot be told, it is owed.</summary>
    public async Task<bool> ChangeAsync(string mark)
    {
        var time = _owed.Add(mark); // before: who looks meanwhile is not to find what is outdated
        if (!await _link.SetAsync(_names.OfGeneration(mark), static () => RandomNumberGenerator.GetBytes(Length), Keep, isUrgent: true).ConfigureAwait(false))
        {
            TryAgainLater();
            return false;
        }
        _owed.Remove(mark, time);
        return true;
    }

    public void Owe(string mark)
    {
        _owed.Add(mark);
        TryAgainLater();
    }

    public void Dispose() => _again.Dispose();

    /// <summary>Not as soon as it may be asked again: then one may, and that is for those who wait for it.</summary>
    private void TryAgainLater() => _again.Change(2 * SecondLevelLink.Break, Timeout.InfiniteTimeSpan);

    private async Task PayAsync()
    {
        // Where one fails, the timer has been set again.
        while (_owed.Any is { } mark && await ChangeAsync(mark).ConfigureAwait(false))
        {
        }
    }

    private async Task<byte[]?> ReadAsync(string mark)
    {
        var name = _names.OfGeneration(mark);
        var (wasAsked, value) = await _link.GetAsync(name).ConfigureAwait(false);
        if (!wasAsked || value is { Length: Length }) return value;
        // Others may make one at the same time. The last is there in the end, and what names another is never valid: it is not asked for again.
        var made = RandomNumberGenerator.GetBytes(Length);
        return await _link.SetAsync(name, () => made, Keep).ConfigureAwait(false) ? made : null;
    }

    private static string[] MarksOf(CacheKey key)
    {
        List<string> marks = [CacheMark.All, CacheMark.OfUri(key.Uri)];
        if (key.Partition.App is { } app) marks.Add(CacheMark.OfPartition(app));
        if (key.Partition.Own is { } own && own != key.Partition.App) marks.Add(CacheMark.OfPartition(own));
        return [.. marks];
    }
}
