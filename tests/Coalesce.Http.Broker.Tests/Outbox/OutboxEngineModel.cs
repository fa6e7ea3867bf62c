using System.Net;
using Coalesce.Http.Broker.Messages;
using Coalesce.Http.Broker.Outbox;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Broker.Tests.Outbox;

/// <summary>
/// Two processes on one store, driven step by step by a schedule: they take mutations, send, crash, are late, and their clocks are set. What must hold is looked at with every send and at the end.
/// </summary>
internal sealed class OutboxEngineModel
{
    private const int Lanes = 3;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private readonly JumpingTime _time = new(OutboxSamples.Start);
    private readonly Process[] _processes;
    private readonly List<OutboxEntry> _begun = [];
    private readonly HashSet<Guid> _acknowledged = [];
    private readonly List<Sending> _sendings = [];
    private readonly HashSet<string> _carriedOut = [];
    private int _owners;
    private string? _violation; // what is thrown in a send, the engine takes for a failed one

    private OutboxEngineModel() => _processes = [Begin(), Begin()];

    private InMemoryOutboxStore Store { get; } = new();

    public static void Run(int[] schedule)
    {
        var model = new OutboxEngineModel();
        foreach (var step in schedule)
        {
            model.Step(step);
            Assert.Null(model._violation);
        }
        model.Finish();
        Assert.Null(model._violation);
    }

    private void Step(int step)
    {
        var (what, rest) = (step % 10, step / 10);
        switch (what)
        {
            case 0 or 1 or 2:
                Enqueue(rest % 2, rest / 2 % Lanes, rest / 6 % 4);
                break;
            case 3 or 4 or 5:
                Send(_processes[rest % 2]);
                break;
            case 6 or 7 when _sendings.Count > 0:
                Answer(_sendings[rest % _sendings.Count], rest / 8 % 5);
                break;
            case 8:
                _time.Advance(TimeSpan.FromSeconds(rest % 41));
                Tick(_processes[rest / 41 % 2]);
                break;
            case 9 when rest % 4 == 0:
                _processes[rest / 4 % 2] = Begin();
                break;
            case 9 when rest % 4 == 1:
                _time.Jump(TimeSpan.FromHours(rest / 4 % 2 == 0 ? 24 : -24));
                break;
            default:
                Tick(_processes[rest % 2]);
                break;
        }
    }

    private void Enqueue(int of, int lane, int outcome)
    {
        var process = _processes[of];
        var now = _time.GetUtcNow();
        var entry = OutboxSamples.Entry($"lane {lane}") with { CreatedAt = now, NotBefore = now };
        var exchange = new OutboxExchange();
        using var request = ReplayRequest.Of(entry, exchange);
        _begun.Add(entry);
        var hung = new TaskCompletionSource();
        var submitting = process.First.RunAsync(entry, process.Rules, request, token =>
        {
            CheckSend(entry);
            if (outcome == 2)
            {
                hung.SetResult();
                return new TaskCompletionSource<HttpResponseMessage>().Task;
            }
            if (outcome == 1) throw new HttpRequestException(HttpRequestError.ConnectionError);
            return Task.FromResult(new HttpResponseMessage(outcome == 0 ? HttpStatusCode.OK : HttpStatusCode.Forbidden));
        }, _time.GetTimestamp(), CancellationToken.None);
        Now(Task.WhenAny(hung.Task, submitting));
        if (hung.Task.IsCompleted)
        {
            _processes[of] = Begin(); // it died in its first attempt: nothing was acknowledged, and the entry goes on
            return;
        }
        var submitted = Now(submitting);
        if (submitted.Entry is not null) _acknowledged.Add(entry.Id);
        else Assert.Null(Find(entry)); // its caller has the answer
    }

    private void Send(Process process)
    {
        var due = Now(Store.FindDueAsync(OutboxSamples.Client, _time.GetUtcNow(), 0, 100, default).AsTask());
        if (due.Entries.FirstOrDefault(entry => !process.Circuits.IsOpen(entry.Uri)) is not { } chosen) return;
        if (Now(Store.LeaseAsync([chosen.Id], process.Owner, _time.GetUtcNow(), default).AsTask()) is not [var leased]) return;
        process.Ledger.Add(leased.Lease, leased.Entry);
        var sending = new Sending(process, leased);
        process.Wire = sending;
        sending.Change = process.Replay.RunAsync(leased.Entry, CancellationToken.None);
        Now(Task.WhenAny(sending.Asked.Task, sending.Change));
        if (!sending.Asked.Task.IsCompleted) Settle(sending);
        else _sendings.Add(sending);
    }

    private void Answer(Sending sending, int verdict)
    {
        _sendings.Remove(sending);
        if (verdict == 0) _carriedOut.Add(sending.Leased.Entry.IdempotencyKey);
        if (verdict == 4) sending.Head.SetException(new HttpRequestException("reset", new IOException()));
        else sending.Head.SetResult(new HttpResponseMessage((HttpStatusCode)(verdict switch { 0 => 200, 1 => 500, 2 => 503, _ => 403 })));
        Settle(sending);
    }

    private void Settle(Sending sending)
    {
        var change = Now(sending.Change!);
        if (!_processes.Contains(sending.Process)) return; // it crashed before it could say so
        var isHeld = IsLeased(sending.Leased.Lease);
        var told = sending.Process.Ended.Count;
        Now(sending.Process.Ledger.SettleAsync(sending.Leased.Lease, change));
        Assert.Equal(isHeld ? told + 1 : told, sending.Process.Ended.Count); // who is late changes nothing
    }

    private static void Tick(Process process) => Now(process.Keeper.TickAsync(default));

    /// <summary>Nobody else sends it or another of its lane within a lease, and all that was acknowledged before it in its lane has ended.</summary>
    private void CheckSend(OutboxEntry entry)
    {
        foreach (var other in _sendings.Where(other => other.Leased.Entry.Lane == entry.Lane && IsLeased(other.Leased.Lease)))
            _violation ??= $"{entry.Id} is sent while {other.Leased.Entry.Id} of its lane is.";
        foreach (var before in _begun.TakeWhile(before => before.Id != entry.Id).Where(before => before.Lane == entry.Lane && _acknowledged.Contains(before.Id)))
        {
            if (Find(before) is not { State: OutboxState.Delivered or OutboxState.Dead }) _violation ??= $"{entry.Id} is sent before {before.Id}, which was acknowledged earlier.";
        }
    }

    private void Finish()
    {
        foreach (var sending in _sendings.ToArray()) Answer(sending, 1);
        _processes[0] = Begin();
        _processes[1] = Begin();
        for (var i = 0; i < 10_000 && Live() > 0; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(20));
            Tick(_processes[i % 2]);
            Send(_processes[i % 2]);
            foreach (var sending in _sendings.ToArray()) Answer(sending, 0);
        }
        Assert.Equal(0, Live());
        foreach (var entry in _begun.Where(entry => _acknowledged.Contains(entry.Id)))
        {
            var end = Find(entry);
            Assert.True(end is { State: OutboxState.Delivered or OutboxState.Dead }, $"{entry.Id} was acknowledged, and is {end?.State.ToString() ?? "lost"}.");
            if (end!.State == OutboxState.Delivered) Assert.Contains(entry.IdempotencyKey, _carriedOut);
            else Assert.NotEqual(OutboxReason.None, end.Reason);
        }
    }

    private int Live()
    {
        var states = Now(Store.Browser.CountAsync(OutboxSamples.Client, default).AsTask()).ByState;
        return states.GetValueOrDefault(OutboxState.Trying) + states.GetValueOrDefault(OutboxState.Waiting) + states.GetValueOrDefault(OutboxState.Replaying);
    }

    private OutboxEntry? Find(OutboxEntry entry) => Now(Store.Browser.FindAsync(OutboxSamples.Client, entry.Id, default).AsTask());

    private bool IsLeased(OutboxLease lease) =>
        Now(Store.FindClaimsAsync(OutboxSamples.Client, "nobody", default).AsTask()).Any(claim => claim.Lease == lease);

    private Process Begin() => new(this, $"elsewhere/{++_owners}/1/x");

    // Store and answers are here at once: only a circuit that opens takes a turn of the pool, and the schedule goes on after it.
    private static T Now<T>(Task<T> task)
    {
        Now((Task)task);
        return task.Result;
    }

    private static void Now(Task task)
    {
        Assert.True(task.Wait(Wait.Limit), "Something waits that must not.");
        task.GetAwaiter().GetResult();
    }

    private sealed class Sending(Process process, OutboxLeased leased)
    {
        public Process Process => process;

        public OutboxLeased Leased => leased;

        public TaskCompletionSource<HttpResponseMessage> Head { get; } = new();

        public TaskCompletionSource Asked { get; } = new();

        public Task<OutboxChange>? Change { get; set; }
    }

    private sealed class Process : IReplayClient, IOutboxObserver
    {
        private readonly OutboxEngineModel _model;

        public Process(OutboxEngineModel model, string owner)
        {
            (_model, Owner) = (model, owner);
            var settings = new OutboxSettings
            {
                Store = model.Store, Client = this, Key = new KeyRules([], [], []), RulesOf = _ => Rules, CanReplay = _ => true, Random = () => 0.5,
            };
            Circuits = new Circuits(model._time);
            Ledger = new LeaseLedger(model.Store, this, (entry, _, _) => Ended.Add(entry.Id));
            var marks = new CredentialMarks(model.Store);
            Replay = new Replay(settings, Circuits, new LaneHolds(), marks, this, model._time);
            First = new FirstAttempt(owner, settings, Circuits, Ledger, marks, this, model._time);
            Keeper = new LeaseKeeper(OutboxSamples.Client, owner, model.Store, Ledger, Lease, model._time);
        }

        public string Owner { get; }

        public OutboxRules Rules { get; } = new() { Queue = QueueWhen.Down, AttemptTimeout = TimeSpan.FromDays(40) };

        public Circuits Circuits { get; }

        public LeaseLedger Ledger { get; }

        /// <summary>The entries whose leases ended, as they were told.</summary>
        public List<Guid> Ended { get; } = [];

        public LeaseKeeper Keeper { get; }

        public Replay Replay { get; }

        public FirstAttempt First { get; }

        public Sending? Wire { get; set; }

        public Uri? BaseAddress => null;

        public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            _model.CheckSend(Wire!.Leased.Entry);
            Wire.Asked.TrySetResult();
            return Wire.Head.Task;
        }

        public void Elsewhere(Uri uri) => throw new InvalidOperationException(uri.Authority);

        public void Told(OutboxStep step, OutboxEntry entry) { }

        public IDisposable? Replaying(OutboxEntry entry) => null;

        public void Failed(string what, OutboxEntry? entry, Exception exception) => throw new InvalidOperationException(what, exception);
    }
}
