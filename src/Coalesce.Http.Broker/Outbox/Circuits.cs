using System.Collections.Concurrent;
using Polly;
using Polly.CircuitBreaker;

namespace Coalesce.Http.Broker.Outbox;

/// <summary>A circuit per authority: learns from real sends that a server is down, so that mutations are queued at once and replays wait for a trial.</summary>
internal sealed class Circuits(TimeProvider time)
{
    public static readonly TimeSpan FirstBreak = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan LongestBreak = TimeSpan.FromSeconds(8);

    private const int MaxAuthorities = 1_000;
    private readonly ConcurrentDictionary<string, Circuit> _circuits = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether sends to it would not be made now. After the break one is let through, which decides.</summary>
    public bool IsOpen(Uri uri) => BreakOf(uri) > TimeSpan.Zero;

    /// <summary>How long it still lets nothing through: a second at first, so that a short tunnel costs little, then longer with each trial that fails.</summary>
    public TimeSpan BreakOf(Uri uri) => _circuits.TryGetValue(uri.Authority, out var circuit) ? circuit.Left : TimeSpan.Zero;

    /// <summary>What was learned holds no more: the network has changed.</summary>
    public void Forget() => _circuits.Clear();

    /// <summary>Sends, unless the circuit is open, and learns from how it ends.</summary>
    public async ValueTask<Sent> RunAsync(Uri uri, Func<CancellationToken, Task<HttpResponseMessage>> send, CancellationToken cancellationToken)
    {
        try
        {
            // The token is the send's alone. Polly would throw by itself on one that is cancelled already, and nobody would learn how the attempt ended.
            return await Of(uri).Pipeline.ExecuteAsync(
                static (attempt, _) => Sent.RunAsync(attempt.Send, attempt.Token), (Send: send, Token: cancellationToken), CancellationToken.None).ConfigureAwait(false);
        }
        catch (BrokenCircuitException e)
        {
            return Sent.Not(e);
        }
        catch (OperationCanceledException e)
        {
            return Sent.Cancelled(e); // before it was begun
        }
    }

    private Circuit Of(Uri uri)
    {
        if (_circuits.TryGetValue(uri.Authority, out var circuit)) return circuit;
        // What is forgotten is learned again; an app has few authorities, unless it takes them from its input.
        if (_circuits.Count >= MaxAuthorities) _circuits.Clear();
        return _circuits.GetOrAdd(uri.Authority, static (_, time) => new Circuit(time), time);
    }

    private sealed class Circuit
    {
        private readonly TimeProvider _time;
        private readonly CircuitBreakerStateProvider _state = new();
        private long _openUntil; // a timestamp

        public Circuit(TimeProvider time)
        {
            _time = time;
            Pipeline = new ResiliencePipelineBuilder<Sent> { TimeProvider = new SteadyTime(time) }
                .AddCircuitBreaker(new CircuitBreakerStrategyOptions<Sent>
                {
                    FailureRatio = 0.5,
                    MinimumThroughput = 3,
                    SamplingDuration = TimeSpan.FromSeconds(30),
                    // Asked before the circuit is open, while OnOpened comes some time after: whoever finds it open knows until when.
                    BreakDurationGenerator = args => ValueTask.FromResult(Begin(BreakAfter(args.HalfOpenAttempts))),
                    StateProvider = _state,
                    ShouldHandle = static args => ValueTask.FromResult(args.Outcome.Result.Reach == Reach.Down),
                })
                .Build();
        }

        /// <summary>Polly's stays open after the break until somebody sends, and whoever asks here does so before sending. While the one that was let through is under way, all others wait for it.</summary>
        public TimeSpan Left => _state.CircuitState switch
        {
            CircuitState.Open => Until(Volatile.Read(ref _openUntil)),
            CircuitState.HalfOpen => FirstBreak,
            _ => TimeSpan.Zero,
        };

        public ResiliencePipeline<Sent> Pipeline { get; }

        private TimeSpan Until(long timestamp)
        {
            var left = _time.GetElapsedTime(_time.GetTimestamp(), timestamp);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }

        private TimeSpan Begin(TimeSpan length)
        {
            Volatile.Write(ref _openUntil, _time.GetTimestamp() + (long)(length.TotalSeconds * _time.TimestampFrequency));
            return length;
        }

        private static TimeSpan BreakAfter(int trials)
        {
            var length = FirstBreak * Math.Pow(2, Math.Min(trials, 10));
            return length < LongestBreak ? length : LongestBreak;
        }
    }
}
