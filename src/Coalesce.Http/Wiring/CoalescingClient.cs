using Coalesce.Http.Broker;
using Coalesce.Http.Broker.Messages;
using Coalesce.Http.Broker.Outbox;
using Coalesce.Http.Caching;
using Coalesce.Http.Caching.Distributed;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Coalesce.Http;

/// <summary>What one client's chains have in common: its broker, and its options read once.</summary>
internal sealed class CoalescingClient : IDisposable, IAsyncDisposable
{
    private static readonly TimeSpan LongestFlush = TimeSpan.FromSeconds(1);
    private readonly CoalescingOptions _options;
    private int _warnedOfResilience;

    public CoalescingClient(string name, CoalescingOptions options, TimeProvider? time, ILoggerFactory? loggers, IDistributedCache? distributed = null)
    {
        _options = options;
        Planner = new RequestPlanner(options);
        SendsPriority = options.SendPriorityHeader;
        var key = new KeyRules(options.Key.IgnoreHeaders, options.Key.InnerHeaders, options.SensitiveHeaders);
        var clock = options.TimeProvider ?? time ?? TimeProvider.System;
        Second = SecondLevelOf(name, options.Cache, distributed, key, clock);
        Cache = options.Cache.Enabled ? new ResponseCache(options.Cache, key, new WriteMarks(options.ForgetOn), clock, Second) : null;
        Broker = new RequestBroker(new BrokerSettings
        {
            Name = name,
            Key = key,
            Keeper = Cache is null ? null : new CacheKeeper(Cache, key, options.Cache, route => Planner.Routes.Named(route), clock, Second),
            MaxConcurrency = options.MaxConcurrency,
            Sharing = options.Sharing,
            ForgetOn = options.ForgetOn,
            JoinWindow = options.JoinWindow,
            MaxSharedBody = options.MaxSharedBody,
            MaxSharedMemory = options.MaxSharedMemory,
            SlowReaderGrace = options.SlowReaderGrace,
            Time = clock,
            Cache = Cache is null ? null : new CacheSteering(Cache, Second, Counters, () => Broker!.LastFlight),
            Logger = (options.LoggerFactory ?? loggers ?? NullLoggerFactory.Instance).CreateLogger("Coalesce.Http"),
        });
    }

    public RequestBroker Broker { get; }

    public RequestPlanner Planner { get; }

    /// <summary>The kept answers; <see langword="null"/>: none are kept.</summary>
    public ResponseCache? Cache { get; }

    /// <summary>Answers that other processes keep; <see langword="null"/>: there are none.</summary>
    public SecondLevel? Second { get; }

    public CacheCounters Counters { get; } = new();

    public bool SendsPriority { get; }

    /// <summary>Once, although the factory builds chains again and again.</summary>
    public void WarnOfResilienceOutside(string outcome)
    {
        if (Interlocked.Exchange(ref _warnedOfResilience, 1) == 0) Broker.WarnOfResilienceOutside(outcome);
    }

    /// <summary>Gives the client its outbox.</summary>
    public void KeepIn(IOutboxStore store, IReplayClient replays)
    {
        var outbox = _options.Outbox;
        Broker.KeepIn(new OutboxSettings
        {
            Store = store,
            Client = replays,
            Key = Broker.KeyRules,
            RulesOf = text => Planner.Routes.Named(text)?.Rules ?? OutboxRules.Default,
            CanReplay = outbox.CanReplay ?? IsOfTheMoment,
            Bounds = new OutboxBounds(outbox.MaxEntries, outbox.MaxBytes),
            MaxBody = outbox.MaxBody,
            Concurrency = outbox.MaxReplays,
            KeepEnded = outbox.KeepDelivered,
            LeaseLength = outbox.LeaseLength,
            OnReplaying = outbox.OnReplaying,
            OnConflict = outbox.OnConflict,
            OnRejected = outbox.OnRejected,
        });
    }

    public void Dispose()
    {
        Broker.Dispose();
        Second?.FlushAsync().Wait(LongestFlush); // on the pool, in nobody's context: it cannot lock up. What a short process has fetched is for the next.
        Second?.Dispose();
        Cache?.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await Broker.DisposeAsync().ConfigureAwait(false);
        if (Second is not null) await Second.FlushAsync().ConfigureAwait(false);
        Second?.Dispose();
        Cache?.Dispose();
    }

    private SecondLevel? SecondLevelOf(string name, CacheOptions cache, IDistributedCache? distributed, KeyRules key, TimeProvider time)
    {
        if (!cache.Enabled || cache.ReadSecondLevelKey() is not { } secret || (cache.SecondLevel ?? distributed) is not { } level) return null;
        return new SecondLevel(level, secret, name, $"{cache.Key} {cache.Shared} {cache.Heuristic}\n{key.Fingerprint}", cache.MaxBody, time, e => Broker!.WarnOfSecondLevel(e));
    }

    /// <summary>Whether the app is now whom the entry belongs to. Where nobody can say, it is not.</summary>
    private bool IsOfTheMoment(OutboxEntry entry)
    {
        if (entry.Partition is null) return entry.OwnPartition is null;
        using var request = ReplayRequest.Of(entry, new OutboxExchange { Replayed = entry });
        return _options.Partition?.Invoke(request) == entry.Partition;
    }
}
