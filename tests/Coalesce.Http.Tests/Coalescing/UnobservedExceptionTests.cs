using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Coalescing;

/// <summary>Alone in the process: what other tests leave unobserved is theirs.</summary>
[CollectionDefinition(nameof(UnobservedExceptionTests), DisableParallelization = true)]
public sealed class ProcessOfItsOwn;

/// <summary>However callers leave and flights fail, no task of ours is collected with an exception that nobody has seen.</summary>
[Collection(nameof(UnobservedExceptionTests))]
public sealed class UnobservedExceptionTests
{
    [Fact]
    public async Task Leave_InEveryWay_LeavesNoExceptionUnobserved()
    {
        Collect(); // what was there before
        ConcurrentQueue<Exception> unobserved = [];
        void Note(object? sender, UnobservedTaskExceptionEventArgs e) => unobserved.Enqueue(e.Exception);
        TaskScheduler.UnobservedTaskException += Note;
        try
        {
            foreach (var theory in CancellationMatrixTests.Cases())
            {
                var (who, isMidBody, how, isSynchronous) = theory.Data;
                if (how != Leaving.Timeout) await CancellationMatrixTests.RunAsync(who, isMidBody, how, isSynchronous);
            }
            await FailAsync();
            Collect();
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Note;
        }

        Assert.Empty(unobserved);
    }

    /// <summary>Flights that fail after everyone has left, before the head and after it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task FailAsync()
    {
        using var wire = new HeldWire();
        using var chain = new TestChain(wire);
        for (var i = 0; i < 20; i++)
        {
            using var source = new CancellationTokenSource();
            var call = chain.Client.GetAsync($"/{i}", HttpCompletionOption.ResponseHeadersRead, source.Token);
            var send = await wire.SendAsync(i);
            if (i % 2 == 0)
            {
                await source.CancelAsync();
                send.Fail(new HttpRequestException("too late"));
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.ForAsync(call));
            }
            else
            {
                send.GiveHead();
                using var response = await Wait.ForAsync(call);
                send.Body.Fail(new IOException("too late"));
            }
        }
        await chain.AssertEmptyAsync();
    }

    private static void Collect()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
