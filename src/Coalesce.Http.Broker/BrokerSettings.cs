using Microsoft.Extensions.Logging;

namespace Coalesce.Http.Broker;

/// <summary>What a broker is made of: plain values, checked by whoever read them from the user.</summary>
internal sealed record BrokerSettings
{
    public required string Name { get; init; }

    public required Messages.KeyRules Key { get; init; }

    public int? MaxConcurrency { get; init; }

    public SharingMode Sharing { get; init; }

    public ForgetScope ForgetOn { get; init; }

    public TimeSpan JoinWindow { get; init; } = TimeSpan.FromSeconds(1);

    public long MaxSharedBody { get; init; } = 4 * 1024 * 1024;

    public long MaxSharedMemory { get; init; } = 64 * 1024 * 1024;

    public TimeSpan SlowReaderGrace { get; init; } = TimeSpan.FromSeconds(5);

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public required ILogger Logger { get; init; }

    /// <summary>Steers what is kept, if anything is.</summary>
    public IRequestCache? Cache { get; init; }

    /// <summary>Keeps answers for callers to come, if anybody does.</summary>
    public Flights.IAnswerKeeper? Keeper { get; init; }
}
