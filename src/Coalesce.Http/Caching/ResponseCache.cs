using System.Collections.Concurrent;
using System.Collections.Immutable;
using Coalesce.Http.Broker.Flights;
using Coalesce.Http.Broker.Messages;
using Coalesce.Http.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;

namespace Coalesce.Http.Caching;

/// <summary>The kept answers of one client.</summary>
/// <remarks>
/// An answer is under its key together with the others of that key, which differ in what <c>Vary</c> names; such a list is replaced as a whole, under the gate, and read without it. What is outdated is not
/// looked for: it is marked, and seen to be so when it is found. So it does not matter whether an answer that an older flight brings comes before or after the mark.
/// </remarks>
internal sealed class ResponseCache : IDisposable
{
    private const int MostVariants = 16;
    private readonly Lock _gate = new();
    private readonly MemoryCache _memory;
    private readonly long _leastSize;
    private readonly ConcurrentDictionary<string, UriLists> _uris = new(StringComparer.Ordinal); // most requests ask for what is not here
    private readonly CacheMarks _gone = new();
    private readonly CacheOptions _options;
    private readonly TimeProvider _time;
    private readonly SecondLevel? _second;
    private readonly PostEvictionCallbackRegistration _evicted; // one for all
    private int _lists; // those of all URIs

    public ResponseCache(CacheOptions options, KeyRules rules, WriteMarks writes, TimeProvider time, SecondLevel? second = null)
    {
        (_options, _time, Writes, _second) = (options, time, writes, second);
        Keys = new CacheKey.Maker(rules, options.Key == CacheKeyMode.Standard, second?.KeySecret);
        _memory = new MemoryCache(new MemoryCacheOptions { SizeLimit = options.MaxBytes, CompactionPercentage = 0.1 });
        _evicted = new PostEvictionCallbackRegistration { EvictionCallback = static (key, _, _, cache) => ((ResponseCache)cache!).Evicted((CacheKey)key), State = this };
        _leastSize = Math.Max(1, options.MaxBytes / options.MaxEntries); // as large as this at least, so that one bound holds both
    }

    public CacheKey.Maker Keys { get; }

    public WriteMarks Writes { get; }

    public bool IsShared => _options.Shared;

    public int MaxBody => _options.MaxBody;

    public DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>Whether there is no answer at all, as where no origin allows to keep any.</summary>
    public bool IsEmpty => Volatile.Read(ref _lists) == 0;

    /// <summary>Whether there may be an answer for a URI.</summary>
    public bool MayHave(string uri) => !IsEmpty && _uris.ContainsKey(uri);

    /// <summary>What a request's answer is under: the key that is there already, where it is the only one for the URI and fits.</summary>
    public CacheKey KeyOf(HttpRequestMessage request, string uri, in Partition partition, string? cookies)
    {
        if (_uris.TryGetValue(uri, out var lists) && lists.Only is { IsPlain: true } only && only.Partition == partition && Keys.IsPlain(request.Headers.NonValidated, cookies)) return only;
        return Keys.Of(request, uri, partition, cookies);
    }

    /// <summary>The newest of the key's answers that the request selects, whether or not it is fresh.</summary>
    public StoredResponse? Find(CacheKey key, HttpRequestMessage request)
    {
        if (!_memory.TryGetValue(key, out ImmutableArray<StoredResponse> variants)) return null;
        StoredResponse? newest = null;
        foreach (var variant in variants)
        {
            if ((newest is null || variant.Date > newest.Date) && variant.Vary.Matches(request) && !IsGone(key, variant)) newest = variant;
        }
        return newest;
    }

    public void Store(CacheKey key, StoredResponse response)
    {
        lock (_gate)
        {
            if (IsGone(key, response)) return; // here: what is swept away meanwhile must not come after it
            ImmutableArray<StoredResponse> old = _memory.TryGetValue(key, out ImmutableArray<StoredResponse> found) ? found : [];
            foreach (var other in old)
            {
                if (other.Flight > response.Flight && other.Vary.IsSame(response.Vary)) return; // a later flight was faster
            }
            response = AsOf(key, response);
            Put(key, old.IsEmpty ? [response] : [response, .. old.Where(other => !other.Vary.IsSame(response.Vary) && !IsGone(key, other)).Take(MostVariants - 1)]);
        }
    }

    /// <summary>Takes in what the second level has, unless what is here came later.</summary>
    public void Admit(CacheKey key, StoredResponse response)
    {
        lock (_gate)
        {
            // Under the gate: whoever sweeps marks first, so that it is seen here, or finds it there.
            if (IsGone(key, response)) return;
            ImmutableArray<StoredResponse> old = _memory.TryGetValue(key, out ImmutableArray<StoredResponse> found) ? found : [];
            if (old.Any(other => other.Vary.IsSame(response.Vary) && !IsGone(key, other) && AgeOf(other) <= AgeOf(response))) return;
            Set(key, [response, .. old.Where(other => !other.Vary.IsSame(response.Vary)).Take(MostVariants - 1)]);
        }
    }

    /// <summary>Puts another in the place of an answer, if that is still there.</summary>
    public void Replace(CacheKey key, StoredResponse old, StoredResponse updated)
    {
        lock (_gate)
        {
            if (_memory.TryGetValue(key, out ImmutableArray<StoredResponse> variants) && variants.IndexOf(old, 0, variants.Length, ReferenceEqualityComparer.Instance) is >= 0 and var at) Put(key, variants.SetItem(at, AsOf(key, updated)));
        }
    }

    public void Remove(CacheKey key, StoredResponse response)
    {
        lock (_gate)
        {
            if (!_memory.TryGetValue(key, out ImmutableArray<StoredResponse> variants)) return;
            Put(key, variants.RemoveAll(other => ReferenceEquals(other, response)));
        }
    }

    /// <summary>All answers of a key that may be used, be it after the origin was asked.</summary>
    public IEnumerable<StoredResponse> All(CacheKey key) => _memory.TryGetValue(key, out ImmutableArray<StoredResponse> variants) ? variants.Where(variant => !IsGone(key, variant)) : [];

    public TimeSpan AgeOf(StoredResponse response) => response.AgeAt(_time);

    /// <summary>How old an answer is that has just come.</summary>
    public TimeSpan AgeOf(HttpResponseMessage response) => Freshness.InitialAgeOf(response, TimeSpan.Zero, _time.GetUtcNow());

    /// <summary>An unsafe request begins or has ended.</summary>
    public void SawWrite(Uri uri, in Partition partition, in FlightMoment moment)
    {
        if (HasNothingAt(moment)) Writes.SawWriteToAll(moment.Last);
        else Writes.SawWrite(uri, partition, moment.Last);
    }

    /// <summary>What is known of URIs at a moment is used no more, not even stale.</summary>
    public void Forget(in WrittenUris written, in FlightMoment moment)
    {
        if (HasNothingAt(moment))
        {
            _gone.SetAll(moment.Last);
            return;
        }
        _gone.Set(CacheMark.OfUri(written.Uri), moment.Last);
        if (written.Last is { } last) _gone.Set(CacheMark.OfUri(last), moment.Last);
        if (written.Location is { } location) _gone.Set(CacheMark.OfUri(location), moment.Last);
        if (written.ContentLocation is { } content) _gone.Set(CacheMark.OfUri(content), moment.Last);
    }

    /// <summary>
    /// Whether nothing is kept and no flight could bring anything: then a write is noted for all that has begun so far, by one number and without a name. That outdates at least what the name
    /// would have, so nothing depends on how exact this is: a flight that it misses, one that was cancelled while its last bytes were read, has its answer outdated whatever it is of.
    /// </summary>
    private bool HasNothingAt(in FlightMoment moment) => moment.IsQuiet && IsEmpty;

    /// <summary>Marks, and takes what is there out of memory: at a log-out nothing is to stay.</summary>
    public void Sweep(string mark, long flight)
    {
        _gone.Set(mark, flight);
        List<CacheKey> keys;
        lock (_gate) keys = [.. _memory.Keys.OfType<CacheKey>()]; // what is being stored is there by then, or sees the mark
        foreach (var key in keys)
        {
            lock (_gate)
            {
                if (!_memory.TryGetValue(key, out ImmutableArray<StoredResponse> variants) || !variants.Any(variant => IsGone(key, variant))) continue;
                Set(key, variants.RemoveAll(variant => IsGone(key, variant)));
            }
        }
    }

    /// <summary>Keeps nothing any more. Flights may still land, and clients may outlive their container: they are answered as before.</summary>
    public void Dispose() => _memory.Clear();

    /// <summary>Whether a write, or somebody, has taken it away since.</summary>
    public bool IsGone(CacheKey key, StoredResponse response)
    {
        if (!_gone.MayConcern(response.Flight)) return false;
        var flight = response.Flight;
        if (_gone.Concerns(CacheMark.All, flight) || _gone.Concerns(CacheMark.OfUri(key.Uri), flight)
            || (response.Route is { } route && _gone.Concerns(CacheMark.OfRoute(route), flight))
            || (key.Partition.App is { } app && _gone.Concerns(CacheMark.OfPartition(app), flight))
            || (key.Partition.Own is { } own && _gone.Concerns(CacheMark.OfPartition(own), flight))) return true;
        foreach (var tag in response.Tags)
        {
            if (_gone.Concerns(CacheMark.OfTag(tag), flight)) return true;
        }
        return false;
    }

    /// <summary>A flight that began before a write may bring what was before it: that is not fresh, whoever says so.</summary>
    private StoredResponse AsOf(CacheKey key, StoredResponse response) => Writes.HaveOutdated(key, response.Flight) ? response with { Lifetime = TimeSpan.Zero } : response;

    /// <summary>Here, and in the second level. Told under the gate, so that what is told last is what is here; nothing is waited for.</summary>
    private void Put(CacheKey key, ImmutableArray<StoredResponse> variants)
    {
        Set(key, variants);
        _second?.Push(key, variants);
    }

    private void Set(CacheKey key, ImmutableArray<StoredResponse> variants)
    {
        if (variants.IsEmpty)
        {
            _memory.Remove(key);
            return;
        }
        var size = 0L;
        for (var i = 0; i < variants.Length; i++)
        {
            var weight = Math.Max(variants[i].Weight, _leastSize);
            // The oldest go where all are more than there is room for: a list that is too large would not be kept at all.
            if (i > 0 && weight > _options.MaxBytes - size) variants = variants[..i];
            else size += weight;
        }
        Interlocked.Increment(ref _lists); // before it can be found, and so never less than there are
        _uris.AddOrUpdate(key.Uri, static (_, added) => new UriLists(1, added), static (_, lists, added) => lists.With(added), key);
        using var entry = _memory.CreateEntry(key);
        entry.Value = variants;
        entry.Size = size;
        entry.PostEvictionCallbacks.Add(_evicted);
    }

    /// <summary>A list has gone, for whatever reason: also when another took its place, or when it found none.</summary>
    private void Evicted(CacheKey key)
    {
        while (_uris.TryGetValue(key.Uri, out var lists))
        {
            if (lists.Count == 1 ? _uris.TryRemove(new KeyValuePair<string, UriLists>(key.Uri, lists)) : _uris.TryUpdate(key.Uri, lists with { Count = lists.Count - 1 }, lists))
            {
                Interlocked.Decrement(ref _lists);
                return;
            }
        }
    }
}
