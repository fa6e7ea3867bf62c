using System.Runtime.CompilerServices;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Broker.Tests.Flights;

/// <summary>What the continuations of many callers, served at once, do to each other: nothing.</summary>
public sealed class CallerLineTests
{
    [Fact]
    public async Task Continuation_ThatBlocksItsThread_HoldsUpNobody()
    {
        const int Callers = 8;
        using var othersRan = new CountdownEvent(Callers - 1);
        var order = 0;
        var firstSawAll = false;
        await ServeAsync(Callers, () =>
        {
            if (Interlocked.Increment(ref order) == 1) firstSawAll = othersRan.Wait(Wait.Limit);
            else othersRan.Signal();
        });

        Assert.True(firstSawAll);
    }

    [Fact]
    public async Task Continuation_ThatLeavesSomethingInTheContext_LeavesItToNobody()
    {
        var ambient = new AsyncLocal<string?>();
        var leaks = 0;
        await ServeAsync(500, () =>
        {
            if (ambient.Value is not null || SynchronizationContext.Current is not null) Interlocked.Increment(ref leaks);
            ambient.Value = "of another";
            SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
        });

        Assert.Equal(0, leaks);
    }

    /// <summary>Serves callers of one GET, whose continuations run as they are: with no context of their own that .NET would put back after them.</summary>
    private static async Task ServeAsync(int callers, Action continuation)
    {
        using var flights = new TestFlights();
        using var ran = new CountdownEvent(callers);
        var finished = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var tasks = Enumerable.Range(0, callers).Select(_ => flights.Share()!).ToList();
        foreach (var task in tasks)
        {
            ((ICriticalNotifyCompletion)task.ConfigureAwait(false).GetAwaiter()).UnsafeOnCompleted(() =>
            {
                continuation();
                if (ran.Signal()) finished.SetResult();
            });
        }

        (await flights.Wire.SendAsync(0)).Answer("answer");

        await Wait.ForAsync(finished.Task);
        foreach (var task in tasks) (await task).Dispose();
        await flights.AssertEmptyAsync();
    }
}
