using System.Net;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Broker.Tests.Outbox;

/// <summary>
/// Two processes on one store, driven step by step by a schedule: they take mutations, new ones and such as join others, send, are refused, are held and released, crash, are late, and their clocks
/// are set. What must hold is looked at with every send and at the end.
/// </summary>
internal sealed partial class OutboxEngineModel
{
    private const int Lanes = 3;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private readonly JumpingTime _time = new(OutboxSamples.Start);
    private readonly Process[] _processes;
    private readonly List<OutboxEntry> _begun = [];
    private readonly Dictionary<Guid, OutboxEntry[]> _earlier = []; // what must have ended before an entry is sent
    private readonly HashSet<Guid> _acknowledged = [];
    private readonly List<Sending> _sendings = [];
    private readonly List<Trying> _trying = [];
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
            case 0 or 1:
                Enqueue(_processes[rest % 2], rest / 2 % Lanes, rest / 6 % 4);
                break;
            case 2 when rest % 3 == 0 && _begun.Count > 0:
                Join(_processes[rest / 3 % 2], _begun[^(1 + (rest / 6 % Math.Min(_begun.Count, 8)))]);
                break;
            case 2 when rest % 3 == 1 && _trying.Count > 0:
                AnswerFirst(_trying[rest / 3 % _trying.Count], rest / 30 % 4);
                break;
            case 2 when rest % 3 == 2:
                _processes[rest / 3 % 2].Holds.Release(null);
                break;
            case 3 or 4 or 5:
                Send(_processes[rest % 2]);
                break;
            case 6 or 7 when _sendings.Count > 0:
                Answer(_sendings[rest % _sendings.Count], rest / 8 % 6);
                break;
            case 8:
                _time.Advance(TimeSpan.FromSeconds(rest % 41));
                Tick(_processes[rest / 41 % 2]);
                break;
            case 9 when rest % 4 == 0:
                Crash(rest / 4 % 2);
                break;
            case 9 when rest % 4 == 1:
                _time.Jump(TimeSpan.FromHours(rest / 4 % 2 == 0 ? 24 : -24));
                break;
            default:
                Tick(_processes[rest % 2]);
                break;
        }
    }

    /// <summary>A process dies: nobody answers who waits in it, and nothing of what it was about to say is said.</summary>
    private void Crash(int of)
    {
        var gone = _processes[of];
        _processes[of] = Begin();
        foreach (var trying in _trying.Where(trying => trying.Process == gone).ToArray()) _trying.Remove(trying);
    }

    private void Send(Process process)
    {
        var due = Now(Store.FindDueAsync(OutboxSamples.Client, _time.GetUtcNow(), 0, 100, default).AsTask());
        if (due.Entries.FirstOrDefault(entry => !process.Circuits.IsOpen(entry.Uri) && !process.Holds.Has(entry)) is not { } chosen) return;
        if (Now(Store.LeaseAsync([chosen.Id], process.Owner, _time.GetUtcNow(), default).AsTask()) is not [var leased]) return;
        process.Ledger.Add(leased.Lease, leased.Entry);
        var sending = new Sending(process, leased);
        process.Wire.Add(leased.Entry, sending);
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
        else sending.Head.SetResult(new HttpResponseMessage((HttpStatusCode)(verdict switch { 0 => 200, 1 => 500, 2 => 503, 5 => 401, _ => 403 })));
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
        foreach (var before in _earlier[entry.Id])
        {
            if (Find(before) is not { State: OutboxState.Delivered or OutboxState.Dead }) _violation ??= $"{entry.Id} is sent before {before.Id}, which was acknowledged earlier.";
        }
    }

    private void Finish()
    {
        foreach (var sending in _sendings.ToArray()) Answer(sending, 1);
        Crash(0);
        Crash(1);
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
}
