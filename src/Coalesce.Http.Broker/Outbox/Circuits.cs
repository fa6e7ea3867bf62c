using System.Collections.Concurrent;
using Polly;
using Polly.CircuitBreaker;

namespace Coalesce.Http.Broker.Outbox;

/// <summary>A circuit per authority: learns from real sends that a server is down, so that mutations are queued at once and replays wait for a trial.</summary>
internal sealed class Circuits(TimeProvider time)
{
    /// <summary>How long an open circuit lets nothing through.</summary>
    public static readonly TimeSpan Break = TimeSpan.FromSeconds(5);

    private const int MaxAuthorities = 1_000;
    private readonly ConcurrentDictionary<string, Circuit> _circuits = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether sends to it would not be made now. After the break one is let through, which decides.</summary>
    public bool IsOpen(Uri uri) => _circuits.TryGetValue(uri.Authority, out var circuit) && circuit.IsOpen;

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
        private long _openedAt;

        public Circuit(TimeProvider time)
        {
            _time = time;
            Pipeline = new ResiliencePipelineBuilder<Sent> { TimeProvider = new SteadyTime(time) }
                .AddCircuitBreaker(new CircuitBreakerStrategyOptions<Sent>
                {
                    FailureRatio = 0.5,
                    MinimumThroughput = 3,
                    SamplingDuration = TimeSpan.FromSeconds(30),
                    BreakDuration = Break,
                    StateProvider = _state,
                    ShouldHandle = static args => ValueTask.FromResult(args.Outcome.Result.Reach == Reach.Down),
                    OnOpened = _ =>
                    {
                        Volatile.Write(ref _openedAt, _time.GetTimestamp());
                        return default;
                    },
                })
                .Build();
        }

        /// <summary>Polly's stays open after the break until somebody sends, and whoever asks here does so before sending.</summary>
        public bool IsOpen => _state.CircuitState == CircuitState.Open && _time.GetElapsedTime(Volatile.Read(ref _openedAt)) < Break;

        public ResiliencePipeline<Sent> Pipeline { get; }
    }
}
