using Coalesce.Http.Testing;

namespace Coalesce.Http.Broker.Tests.Flights;

/// <summary>Plays a random schedule over a held wire and a clock that it moves, and checks what must hold of any.</summary>
internal sealed class ScheduleRun : IDisposable
{
    private readonly List<ScheduledCaller> _callers = [];
    private readonly List<ScheduledSend> _sends = [];
    private readonly TestFlights _flights = new(settings => settings with { MaxSharedBody = 16 * 1024, MaxSharedMemory = 24 * 1024 });

    /// <param name="steps">What happens.</param>
    /// <param name="everyoneLeaves">Whether all callers leave after the last step, instead of reading on to the end.</param>
    public static async Task PlayAsync(ScheduleStep[] steps, bool everyoneLeaves)
    {
        using var run = new ScheduleRun();
        foreach (var step in steps) await run.PlayAsync(step);
        if (everyoneLeaves) await run.LeaveAsync();
        else await run.FinishAsync();
        foreach (var caller in run._callers) caller.AssertRight(run._sends);
        await run._flights.AssertEmptyAsync();
        // What nobody waits for must not stay on the wire, and it does not need to answer for that.
        await Wait.UntilAsync(() => run.Sends().All(send => send.IsDone));
    }

    public void Dispose()
    {
        foreach (var caller in _callers) caller.Dispose();
        _flights.Dispose();
    }

    private async Task PlayAsync(ScheduleStep step)
    {
        switch (step.Kind)
        {
            case StepKind.Join:
                var caller = new ScheduledCaller(_flights, step.Who % 4 == 0 ? "/b" : "/a", _callers.Count);
                _callers.Add(caller);
                caller.Join();
                break;
            case StepKind.LeaveByToken: Caller(step)?.LeaveByToken(); break;
            case StepKind.DisposeResponse: Caller(step)?.DisposeResponse(); break;
            case StepKind.Read: Caller(step)?.Read(); break;
            case StepKind.Head: Send(step)?.Head(shareable: true); break;
            case StepKind.UnshareableHead: Send(step)?.Head(shareable: false); break;
            case StepKind.HeadFails: Send(step)?.HeadFails(); break;
            case StepKind.Bytes: Send(step)?.Bytes(step.Amount); break;
            case StepKind.BodyEnds: Send(step)?.End(); break;
            case StepKind.BodyFails: Send(step)?.BodyFails(); break;
            case StepKind.Advance: _flights.Time.Advance(TimeSpan.FromMilliseconds(step.Amount)); break;
            default:
                for (var i = 0; i < step.Amount % 8; i++) await Task.Yield();
                break;
        }
    }

    private async Task LeaveAsync()
    {
        foreach (var caller in _callers) await caller.LeaveAsync();
    }

    private async Task FinishAsync()
    {
        var finished = Task.WhenAll(_callers.Select(caller => caller.FinishAsync()));
        // Callers may be sent again or alone meanwhile, so new sends may come until all have finished.
        await Wait.UntilAsync(() =>
        {
            foreach (var send in Sends())
            {
                send.Head(shareable: true);
                send.End();
            }
            return finished.IsCompleted;
        });
        await finished;
    }

    private ScheduledCaller? Caller(ScheduleStep step) => _callers.Count == 0 ? null : _callers[step.Who % _callers.Count];

    private ScheduledSend? Send(ScheduleStep step) => Sends() is { Count: > 0 } sends ? sends[step.Who % sends.Count] : null;

    private List<ScheduledSend> Sends()
    {
        var held = _flights.Wire.Sends;
        for (var i = _sends.Count; i < held.Count; i++) _sends.Add(new ScheduledSend(held[i]));
        return _sends;
    }
}
