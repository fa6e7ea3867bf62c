using System.Collections.Concurrent;
using System.Net;
using Coalesce.Http.Broker.Messages;
using Coalesce.Http.Broker.Outbox;
using Coalesce.Http.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Coalesce.Http.Broker.Tests.Outbox;

/// <summary>The parts of the engine, one attempt at a time: a clock that stands still, no jitter, and a wire whose answers the test chooses.</summary>
internal sealed class EngineRig : IReplayClient, IOutboxObserver
{
    public EngineRig(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>? answer = null)
    {
        Answer = answer ?? ((_, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)));
        Settings = new OutboxSettings
        {
            Store = Store, Client = this, Key = new KeyRules([], [], ["Authorization", "Set-Cookie"]), RulesOf = _ => Rules, CanReplay = _ => true, Random = () => 1,
        };
        Circuits = new Circuits(Time);
    }

    public FakeTimeProvider Time { get; } = new(OutboxSamples.Start);

    public InMemoryOutboxStore Store { get; } = new();

    public OutboxRules Rules { get; set; } = new() { Queue = QueueWhen.Down };

    public OutboxSettings Settings { get; set; }

    public Circuits Circuits { get; }

    public LaneHolds Holds { get; } = new();

    /// <summary>What the handlers further in give as credentials.</summary>
    public string Credentials { get; set; } = "";

    public Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> Answer { get; set; }

    public Uri? BaseAddress { get; set; }

    public ConcurrentQueue<OutboxStep> Steps { get; } = [];

    public ConcurrentQueue<string> Failures { get; } = [];

    public ConcurrentQueue<(OutboxChange Change, OutboxState State)> Ended { get; } = [];

    public int Sends { get; private set; }

    public static OutboxEntry Entry => OutboxSamples.Entry() with { State = OutboxState.Replaying };

    public static Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> Status(int status, params (string Name, string Value)[] headers) => (_, _) =>
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent("said") };
        foreach (var (name, value) in headers) response.Headers.TryAddWithoutValidation(name, value);
        return Task.FromResult(response);
    };

    public static void AssertAgain(OutboxChange change, TimeSpan delay, int number, int? status, string? error, bool arrived)
    {
        Assert.Equal((OutboxState.Waiting, OutboxReason.None, delay), (change.To, change.Reason, change.NotBefore - change.At));
        Assert.Equal((number, status, error, arrived), (change.Attempt!.Number, change.Attempt.Status, change.Attempt.Error, change.Attempt.MayHaveArrived));
    }

    public Task<OutboxChange> ReplayAsync(OutboxEntry? entry = null, CancellationToken stop = default) =>
        Wait.ForAsync(new Replay(Settings, Circuits, Holds, new CredentialMarks(Store), this, Time).RunAsync(entry ?? Entry, stop));

    public Task<Submitted> FirstAsync(OutboxEntry entry, CancellationToken caller = default)
    {
        var request = ReplayRequest.Of(entry, new OutboxExchange());
        var ledger = new LeaseLedger(Settings.Store, this, (_, change, state) => Ended.Enqueue((change, state)));
        var first = new FirstAttempt("owner", Settings, Circuits, ledger, new CredentialMarks(Store), this, Time);
        return first.RunAsync(entry, Rules, request, token => SendAsync(request, token), Time.GetTimestamp(), caller);
    }

    public async Task<OutboxEntry?> StoredAsync(OutboxEntry entry) => await Store.Browser.FindAsync(entry.Client, entry.Id, default);

    /// <summary>As the guard at the wire does it.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var exchange = OutboxExchange.Of(request)!;
        exchange.Leave(Credentials);
        var (uri, method) = (request.RequestUri!, request.Method);
        Sends++;
        try
        {
            var response = await Answer(request, cancellationToken);
            exchange.Answered(uri, method, response.RequestMessage ?? request, response.StatusCode);
            return response;
        }
        catch (Exception e)
        {
            exchange.Failed(e);
            throw;
        }
    }

    public IDisposable? Replaying(OutboxEntry entry)
    {
        Steps.Enqueue(OutboxStep.Replaying);
        return null;
    }

    void IOutboxObserver.Elsewhere(Uri uri) => Failures.Enqueue(uri.Authority);

    void IOutboxObserver.Told(OutboxStep step, OutboxEntry entry) => Steps.Enqueue(step);

    void IOutboxObserver.Failed(string what, OutboxEntry? entry, Exception exception) => Failures.Enqueue(what);
}
