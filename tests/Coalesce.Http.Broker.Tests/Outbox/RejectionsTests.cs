using System.Collections.Concurrent;
using Coalesce.Http.Broker.Outbox;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Broker.Tests.Outbox;

public sealed class RejectionsTests
{
    private static readonly OutboxOutcome Dead = new(OutboxState.Dead, OutboxReason.Rejected, null);

    [Fact]
    public async Task Tell_WhileTheHookIsStillBusy_RunsOneAfterTheOtherAndKeepsNobodyWaiting()
    {
        var rig = new EngineRig();
        var (told, free) = (new ConcurrentQueue<Guid>(), new SemaphoreSlim(0));
        await using var rejections = new Rejections(async (entry, _, _) =>
        {
            told.Enqueue(entry.Id);
            await free.WaitAsync(CancellationToken.None);
            throw new InvalidOperationException();
        }, rig);
        var (first, second) = (OutboxSamples.Entry(), OutboxSamples.Entry());

        rejections.Tell(first, Dead);
        rejections.Tell(second, Dead);

        await Wait.UntilAsync(() => told.Count == 1);
        free.Release();
        await Wait.UntilAsync(() => told.Count == 2); // although the first threw
        free.Release();
        await Wait.UntilAsync(() => rig.Failures.Count == 2);
        Assert.Equal([first.Id, second.Id], told);
    }

    [Fact]
    public async Task Dispose_WhileTheHookIsBusy_AsksItToEndAndWaits()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var rejections = new Rejections(async (_, _, token) =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, token);
        }, new EngineRig());
        rejections.Tell(OutboxSamples.Entry(), Dead);
        await Wait.ForAsync(begun.Task);

        await Wait.ForAsync(rejections.DisposeAsync().AsTask());
    }
}
