using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.Extensions.Caching.Distributed;

namespace Coalesce.Http.Caching.Distributed;

/// <summary>Answers that several processes share, behind those in memory. It sees names and records that only those who have the secret can read.</summary>
/// <remarks>
/// A record is valid while the generations are those that were there before its request was sent (<see cref="Generations"/>). So a write, in whatever process, outdates all that was asked for before it ended,
/// also what is stored long after. Whatever fails is as if there were nothing; what it should have been told is owed.
/// </remarks>
internal sealed class SecondLevel : IDisposable
{
    private const int MostSeen = 10_000;
    private static readonly TimeSpan LongestStale = TimeSpan.FromDays(1), Longest = TimeSpan.FromDays(30);
    private readonly SecondLevelLink _link;
    private readonly SecondLevelNames _names;
    private readonly SecondLevelSeal _seal;
    private readonly Generations _generations;
    private readonly PendingRecords _pending;
    private readonly TimeProvider _time;
    private readonly int _maxBody;
    private readonly Action<Exception> _failed;
    private readonly ConcurrentDictionary<CacheKey, Seen> _seen = new();
    private readonly ConcurrentDictionary<string, bool> _useless = new(StringComparer.Ordinal);

    /// <param name="cache">Where records are.</param>
    /// <param name="secret">What those who may read them have in common.</param>
    /// <param name="client">The client's name.</param>
    /// <param name="rules">How its keys are made.</param>
    /// <param name="maxBody">How many bytes of bodies a record may have.</param>
    /// <param name="time">The clock.</param>
    /// <param name="failed">Hears of a failure, once until it works again.</param>
    public SecondLevel(IDistributedCache cache, byte[] secret, string client, string rules, int maxBody, TimeProvider time, Action<Exception> failed)
    {
        (_time, _maxBody, _failed) = (time, maxBody, failed);
        _link = new SecondLevelLink(cache, time, failed);
        _names = new SecondLevelNames(Derived(secret, "names"u8), client, rules);
        _seal = new SecondLevelSeal(Derived(secret, "records"u8));
        _generations = new Generations(_link, _names, time);
        _pending = new PendingRecords(WriteAsync);
        KeySecret = Derived(secret, "credentials"u8);
    }

    /// <summary>What credentials are hashed with in keys, so that all processes have the same.</summary>
    public byte[] KeySecret { get; }

    /// <summary>Whether it is worth a look: what came last for the URI was nothing that is kept here.</summary>
    public bool MayHave(string uri) => !_useless.ContainsKey(uri);

    /// <summary>What is there for a key, and valid.</summary>
    /// <param name="key">The key.</param>
    /// <param name="lastFlight">Tells the number of the last flight that has begun.</param>
    public async Task<ImmutableArray<StoredResponse>> ReadAsync(CacheKey key, Func<long> lastFlight)
    {
        var isOlder = _pending.Has(key); // than what this process has seen, and is telling: also where that is that there is none
        var name = _names.OfRecord(key);
        var (reading, told) = (_link.GetAsync(name), _generations.ReadAsync(key));
        var (_, record) = await reading.ConfigureAwait(false);
        if (await told.ConfigureAwait(false) is not { } generation) return [];
        See(key, generation, lastFlight());
        try
        {
            if (isOlder || record is null || _seal.Open(name, record) is not { } opened) return [];
            return RecordFormat.Read(opened, generation, _time).RemoveAll(answer => answer.Body.Length > _maxBody); // another process may take bigger ones
        }
        catch (Exception e) // one of ours, and yet not to be read
        {
            _failed(e);
            return [];
        }
    }

    /// <summary>What a record of a flight's answer has to name; <see langword="null"/>: nobody looked before it began, and it cannot be kept here.</summary>
    public Guid? GenerationFor(CacheKey key, long flight) => _seen.TryGetValue(key, out var seen) && seen.LastFlight < flight ? seen.Generation : null;

    /// <summary>Whether what has come for a URI is for here: most answers are not, and then nobody is to wait for a look.</summary>
    public void Tell(string uri, bool isOfUse)
    {
        if (isOfUse) _useless.TryRemove(uri, out _);
        else if (_useless.Count >= MostSeen) _useless.Clear();
        else _useless[uri] = true;
    }

    /// <summary>Tells what memory holds for a key now. Not waited for.</summary>
    public void Push(CacheKey key, ImmutableArray<StoredResponse> answers)
    {
        // Nobody has looked: what is there, if anything, is not known to be otherwise.
        if (_seen.ContainsKey(key) && !_pending.TryAdd(key, answers)) _generations.Owe(CacheMark.OfUri(key.Uri));
    }

    /// <summary>What has this mark is outdated, in all processes. False: it could not be told, and is owed.</summary>
    public Task<bool> ForgetAsync(string mark) => _generations.ChangeAsync(mark);

    /// <summary>The same, told before anything under this mark is looked for by this process again.</summary>
    public void Owe(string mark) => _generations.Owe(mark);

    /// <summary>Waits until what is known is there, or could not be told.</summary>
    public Task FlushAsync() => _pending.FlushAsync();

    public void Dispose() => _generations.Dispose();

    private void See(CacheKey key, Guid generation, long lastFlight)
    {
        if (_seen.Count >= MostSeen) _seen.Clear();
        // The same generation was there all the time since: it is never the same again by chance.
        _seen.AddOrUpdate(key, static (_, now) => now, static (_, before, now) => before.Generation == now.Generation ? before : now, new Seen(generation, lastFlight));
    }

    private async Task WriteAsync(CacheKey key, ImmutableArray<StoredResponse> answers)
    {
        var name = _names.OfRecord(key);
        var record = Chosen(answers);
        var isTold = record.IsEmpty ? await _link.RemoveAsync(name).ConfigureAwait(false)
            : await _link.SetAsync(name, () => _seal.Close(name, RecordFormat.Write(record, _time)), record.Max(Kept)).ConfigureAwait(false);
        if (!isTold) _generations.Owe(CacheMark.OfUri(key.Uri));
    }

    /// <summary>The first, and as many others as go with it.</summary>
    private ImmutableArray<StoredResponse> Chosen(ImmutableArray<StoredResponse> answers)
    {
        var (chosen, length) = (ImmutableArray.CreateBuilder<StoredResponse>(), 0L);
        foreach (var answer in answers)
        {
            if (answer.Generation is null || (length += answer.Body.Length) > _maxBody) continue;
            chosen.Add(answer);
        }
        return chosen.ToImmutable();
    }

    /// <summary>How long an answer may be of use: while it is fresh, may be given stale, or be asked about.</summary>
    private TimeSpan Kept(StoredResponse answer)
    {
        var left = answer.Lifetime - answer.AgeAt(_time);
        var fresh = left > TimeSpan.Zero ? left : TimeSpan.Zero;
        return fresh > Longest - LongestStale ? Longest : fresh + LongestStale;
    }

    private static byte[] Derived(byte[] secret, ReadOnlySpan<byte> purpose)
    {
        var key = new byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, key, salt: "Coalesce.Http second level 1"u8, purpose);
        return key;
    }

    /// <param name="Generation">What was valid.</param>
    /// <param name="LastFlight">The last flight that had begun then.</param>
    private readonly record struct Seen(Guid Generation, long LastFlight);
}
