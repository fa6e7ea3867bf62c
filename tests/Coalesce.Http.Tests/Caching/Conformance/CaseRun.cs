using System.Collections.Concurrent;
using Coalesce.Http.Tests.Caching.Distributed;
using Microsoft.Extensions.Time.Testing;

namespace Coalesce.Http.Tests.Caching.Conformance;

/// <summary>One case being played: its own cache and clock, and what its origin has to answer.</summary>
internal sealed class CaseRun : IDisposable
{
    private readonly ConcurrentQueue<Answer> _answers = new();
    private readonly ConcurrentQueue<SentMessage> _sent = new();
    private readonly Case _played;
    private readonly CaseMode _mode;
    private readonly Func<HttpMessageHandler> _wire;
    private readonly SharedStore _store = new();
    private CoalescingPipeline _pipeline;
    private int _attempts;

    public CaseRun(Case played, CaseMode mode, Func<HttpMessageHandler> wire)
    {
        (_played, _mode, _wire) = (played, mode, wire);
        _pipeline = Create();
        Chain = new HttpMessageInvoker(_pipeline, disposeHandler: false);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 2, 12, 0, 0, TimeSpan.Zero));

    public HttpMessageInvoker Chain { get; private set; }

    /// <summary>Whether the origin refuses connections.</summary>
    public bool IsDown => _answers.TryPeek(out var next) && next.Status == 0;

    public int Attempts => Volatile.Read(ref _attempts);

    /// <summary>Whether something is still under way.</summary>
    public bool IsBusy => _pipeline.Broker.GetFlights().Count > 0;

    public IReadOnlyList<SentMessage> Sent => [.. _sent];

    public void Begin(Step step)
    {
        Restart();
        _answers.Clear();
        _sent.Clear();
        Volatile.Write(ref _attempts, 0);
        foreach (var answer in step.Answers) _answers.Enqueue(answer);
    }

    public void Advance(TimeSpan time)
    {
        Restart(); // what is being told is not to be late by that
        Time.Advance(time);
    }

    public void Attempted() => Interlocked.Increment(ref _attempts);

    public byte[] AnswerTo(SentMessage message)
    {
        var bytes = (_answers.TryDequeue(out var answer) ? answer : new Answer(500, [("Cache-Control", "no-store")], "unplanned")).ToBytes(message.Method, Time.GetUtcNow());
        _sent.Enqueue(message);
        return bytes;
    }

    private void Restart()
    {
        if (_mode != CaseMode.Restarted) return;
        Dispose(); // tells the second level what it keeps
        _pipeline = Create();
        Chain = new HttpMessageInvoker(_pipeline, disposeHandler: false);
    }

    private CoalescingPipeline Create() => CoalescingPipeline.Create(_wire(), options =>
    {
        options.TimeProvider = Time;
        options.Cache.Shared = _mode == CaseMode.Shared;
        if (_mode == CaseMode.Restarted) (options.Cache.SecondLevel, options.Cache.SecondLevelKey) = (_store, Processes.Secret);
        _played.Configure?.Invoke(options);
    });

    public void Dispose()
    {
        Chain.Dispose();
        _pipeline.Dispose();
    }
}
