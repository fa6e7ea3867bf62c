using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Coalescing;

/// <summary>Who leaves.</summary>
public enum Leavers
{
    First,
    Joiner,
    AllButOne,
    Everyone,
}

/// <summary>Whoever leaves, whenever and however: nobody else notices, and the wire is let go when the last has left, and only then.</summary>
public sealed class CancellationMatrixTests
{
    private const int Callers = 4;

    public static TheoryData<Leavers, bool, Leaving, bool> Cases()
    {
        TheoryData<Leavers, bool, Leaving, bool> cases = [];
        foreach (var who in Enum.GetValues<Leavers>())
        {
            foreach (var how in Enum.GetValues<Leaving>())
            {
                foreach (var isSynchronous in new[] { false, true })
                {
                    cases.Add(who, true, how, isSynchronous);
                    if (how is Leaving.Token or Leaving.Timeout) cases.Add(who, false, how, isSynchronous);
                }
            }
        }
        return cases;
    }

    [Theory, MemberData(nameof(Cases))]
    public Task Leave_OneWayOrAnother_LeavesTheOthersAloneAndTheWireToThem(Leavers who, bool isMidBody, Leaving how, bool isSynchronous) =>
        RunAsync(who, isMidBody, how, isSynchronous);

    internal static async Task RunAsync(Leavers who, bool isMidBody, Leaving how, bool isSynchronous)
    {
        using var wire = new HeldWire();
        using var chain = new TestChain(wire);
        var callers = new List<MatrixCaller>();
        for (var i = 0; i < Callers; i++)
        {
            callers.Add(new MatrixCaller(chain, how, Leaves(who, i), isSynchronous));
            // In order, so that the first is the first; one whose time has passed already is not counted any more.
            await Wait.UntilAsync(() => chain.Callers + callers.Count(caller => caller.Outcome.IsCompleted) > i);
            if (i == 0) await wire.SendAsync(0);
        }
        // On a machine that stood still, a caller's time may have passed before the next one came: that one has started another flight.
        if (how != Leaving.Timeout) Assert.Equal(1, wire.Count);
        var send = wire.Sends[^1];
        if (isMidBody)
        {
            send.GiveHead();
            send.Body.Give("hello ");
            // Somebody has read it and waits for more, or everybody's time has passed already.
            await Wait.UntilAsync(() => send.Body.Reads.Count >= 2 || callers.TrueForAll(caller => caller.Outcome.IsCompleted));
            if (how is Leaving.DisposingResponse or Leaving.DisposingStream) await Wait.ForAsync(Task.WhenAll(callers.Select(caller => caller.Reading)));
        }

        foreach (var caller in callers.Where((_, i) => Leaves(who, i))) await caller.LeaveAsync();
        foreach (var caller in callers.Where((_, i) => Leaves(who, i))) await caller.AssertLeftAsync();

        if (who == Leavers.Everyone)
        {
            foreach (var each in wire.Sends) await Wait.ForAsync(each.Cancelled);
            if (send.Body.Reads.Count > 0) await Wait.ForAsync(send.Body.Disposed);
            await AssertFreshAsync(chain, wire);
        }
        else
        {
            var stay = callers.Where((_, i) => !Leaves(who, i)).ToArray();
            await chain.WaitForCallersAsync(stay.Length);
            Assert.False(send.Cancelled.IsCompleted);
            Assert.False(send.Body.Disposed.IsCompleted);
            if (!isMidBody) send.GiveHead();
            send.Body.Give(isMidBody ? "world" : "hello world");
            send.Body.End();
            foreach (var caller in stay) Assert.Equal("hello world", await Wait.ForAsync(caller.Outcome));
            Assert.False(send.Cancelled.IsCompleted);
            Assert.Same(send, wire.Sends[^1]);
        }
        await chain.AssertEmptyAsync();
        foreach (var caller in callers) caller.Dispose();
    }

    /// <summary>A flight whose last caller has left is never seen by a new one.</summary>
    private static async Task AssertFreshAsync(TestChain chain, HeldWire wire)
    {
        var before = wire.Count;
        var fresh = chain.Client.GetStringAsync("/");
        var send = await wire.SendAsync(before);
        send.Answer("fresh");
        Assert.Equal("fresh", await Wait.ForAsync(fresh));
    }

    private static bool Leaves(Leavers who, int caller) => who switch
    {
        Leavers.First => caller == 0,
        Leavers.Joiner => caller == 2,
        Leavers.AllButOne => caller != 2,
        _ => true,
    };
}
