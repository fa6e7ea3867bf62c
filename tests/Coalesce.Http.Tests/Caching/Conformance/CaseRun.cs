using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace Coalesce.Http.Tests.Caching.Conformance;

/// <summary>One case being played: its own cache and clock, and what its origin has to answer.</summary>
internal sealed class CaseRun : IDisposable
{
    private readonly ConcurrentQueue<Answer> _answers = new();
    private readonly ConcurrentQueue<SentMessage> _sent = new();
    private readonly CoalescingPipeline _pipeline;
    private int _attempts;

    public CaseRun(Case played, bool isShared, HttpMessageHandler wire)
    {
        _pipeline = CoalescingPipeline.Create(wire, options =>
        {
            options.TimeProvider = Time;
            options.Cache.Shared = isShared;
            played.Configure?.Invoke(options);
        });
        Chain = new HttpMessageInvoker(_pipeline, disposeHandler: false);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 2, 12, 0, 0, TimeSpan.Zero));

    public HttpMessageInvoker Chain { get; }

    /// <summary>Whether the origin refuses connections.</summary>
    public bool IsDown => _answers.TryPeek(out var next) && next.Status == 0;

    public int Attempts => Volatile.Read(ref _attempts);

    /// <summary>Whether something is still under way.</summary>
    public bool IsBusy => _pipeline.Broker.GetFlights().Count > 0;

    public IReadOnlyList<SentMessage> Sent => [.. _sent];

    public void Begin(Step step)
    {
        _answers.Clear();
        _sent.Clear();
        Volatile.Write(ref _attempts, 0);
        foreach (var answer in step.Answers) _answers.Enqueue(answer);
    }

    public void Attempted() => Interlocked.Increment(ref _attempts);

    public byte[] AnswerTo(SentMessage message)
    {
        var bytes = (_answers.TryDequeue(out var answer) ? answer : new Answer(500, [("Cache-Control", "no-store")], "unplanned")).ToBytes(message.Method, Time.GetUtcNow());
        _sent.Enqueue(message);
        return bytes;
    }

    public void Dispose()
    {
        Chain.Dispose();
        _pipeline.Dispose();
    }
}
