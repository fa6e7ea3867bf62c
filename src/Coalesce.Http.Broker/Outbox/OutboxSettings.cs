using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Broker.Outbox;

/// <summary>What the outbox of one client is made of: plain values, checked by whoever read them from the user, and what it asks of the application.</summary>
internal sealed record OutboxSettings
{
    public required IOutboxStore Store { get; init; }

    public required IReplayClient Client { get; init; }

    public required KeyRules Key { get; init; }

    /// <summary>The rules of a route by its text.</summary>
    public required Func<string?, OutboxRules> RulesOf { get; init; }

    /// <summary>Whether this process can send an entry now, as whoever it belongs to.</summary>
    public required Func<OutboxEntry, bool> CanReplay { get; init; }

    public OutboxBounds Bounds { get; init; } = new(100_000, 256 * 1024 * 1024);

    public int MaxBody { get; init; } = 1024 * 1024;

    /// <summary>How many replays may run at once.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>How long what has ended is kept, dead letters excepted.</summary>
    public TimeSpan KeepEnded { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long a lease must have been seen unchanged before it is taken over.</summary>
    public TimeSpan LeaseLength { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often it looks for what other processes have stored.</summary>
    public TimeSpan PollEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>0 to 1, for the jitter.</summary>
    public Func<double> Random { get; init; } = System.Random.Shared.NextDouble;

    public Func<HttpRequestMessage, OutboxEntry, CancellationToken, ValueTask>? OnReplaying { get; init; }

    public Func<OutboxEntry, OutboxAnswer, CancellationToken, ValueTask<ConflictDecision>>? OnConflict { get; init; }

    public Func<OutboxEntry, OutboxOutcome, CancellationToken, ValueTask>? OnRejected { get; init; }
}
