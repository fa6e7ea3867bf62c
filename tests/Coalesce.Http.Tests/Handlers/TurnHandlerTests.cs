using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Handlers;

public sealed class TurnHandlerTests : IDisposable
{
    private readonly Pipeline _pipeline = new(options => options.MaxConcurrency = 1);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Send_OnePermit_GoesByUrgencyThenArrival(bool sync)
    {
        var held = await HoldThePermitAsync();
        List<Task<string>> calls = [];
        foreach (var (target, urgency) in new (string, int?)[] { ("/low", 7), ("/middle1", null), ("/high", 0), ("/middle2", 3), ("/low2", 7) })
        {
            _pipeline.Stub.Open(target);
            calls.Add(_pipeline.GetAsync(target, urgency, sync));
            await _pipeline.WaitingAsync(calls.Count);
        }
        Assert.Equal(
            ["http://stub/high 0", "http://stub/middle1 3", "http://stub/middle2 3", "http://stub/low 7", "http://stub/low2 7"],
            _pipeline.Broker.GetWaiting().Select(waiting => $"{waiting.Target} {waiting.Urgency}"));

        _pipeline.Stub.Answer("/held");
        await Wait.ForAsync(Task.WhenAll([held, .. calls]));

        Assert.Equal(["/held", "/high", "/middle1", "/middle2", "/low", "/low2"], _pipeline.Stub.Targets);
        await _pipeline.AssertIdleAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Join_UrgentCaller_TheWaitingFlightOvertakes(bool sync)
    {
        var held = await HoldThePermitAsync();
        var first = Ask("/first", 3);
        await _pipeline.WaitingAsync(1);
        var prefetch = Ask("/prefetch", 7);
        await _pipeline.WaitingAsync(2);

        var click = _pipeline.GetAsync("/prefetch", 0, sync);
        await _pipeline.CallersAsync(4);
        await Wait.UntilAsync(() => _pipeline.Broker.GetWaiting()[0].Target == "http://stub/prefetch");
        Assert.Equal(0, _pipeline.Broker.GetWaiting()[0].Urgency);
        _pipeline.Stub.Answer("/held");
        await Wait.ForAsync(Task.WhenAll(held, first, prefetch, click));

        Assert.Equal(["/held", "/prefetch", "/first"], _pipeline.Stub.Targets);
    }

    [Fact]
    public async Task Leave_UrgentCaller_TheWaitingFlightFallsBack()
    {
        var held = await HoldThePermitAsync();
        var first = Ask("/first", 3);
        await _pipeline.WaitingAsync(1);
        var prefetch = Ask("/prefetch", 7);
        await _pipeline.WaitingAsync(2);
        using var cancellation = new CancellationTokenSource();
        var click = _pipeline.GetAsync("/prefetch", 0, token: cancellation.Token);
        await Wait.UntilAsync(() => _pipeline.Broker.GetWaiting()[0].Urgency == 0);

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.ForAsync(click));
        await Wait.UntilAsync(() => _pipeline.Broker.GetWaiting()[1].Urgency == 7);
        _pipeline.Stub.Answer("/held");
        await Wait.ForAsync(Task.WhenAll(held, first, prefetch));

        Assert.Equal(["/held", "/first", "/prefetch"], _pipeline.Stub.Targets);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Cancel_WhileWaiting_LeavesAtOnceAndIsNeverSent(bool sync, bool alone)
    {
        var held = await HoldThePermitAsync();
        using var cancellation = new CancellationTokenSource();
        var cancelled = Enumerable.Range(0, 5).Select(i => _pipeline.GetAsync($"/cancelled/{i}", 0, sync,
            request => { if (alone) request.WithoutCoalescing(); }, cancellation.Token)).ToList();
        await _pipeline.WaitingAsync(5);
        var other = Ask("/other", 7);
        await _pipeline.WaitingAsync(6);

        await cancellation.CancelAsync();

        foreach (var call in cancelled)
        {
            var failure = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.ForAsync(call));
            Assert.Equal(cancellation.Token, failure.CancellationToken);
        }
        await _pipeline.WaitingAsync(1);
        _pipeline.Stub.Answer("/held");
        await Wait.ForAsync(Task.WhenAll(held, other));
        Assert.Equal(["/held", "/other"], _pipeline.Stub.Targets);
        await _pipeline.AssertIdleAsync();
    }

    [Fact]
    public async Task Send_AnyMethod_WaitsInTheSameQueue()
    {
        var held = await HoldThePermitAsync();
        _pipeline.Stub.Open("/write");
        var read = Ask("/read", 3);
        await _pipeline.WaitingAsync(1);
        var write = _pipeline.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/write") { Content = new StringContent("x") }.WithUrgency(1));
        await _pipeline.WaitingAsync(2);

        _pipeline.Stub.Answer("/held");
        await Wait.ForAsync(Task.WhenAll(held, read, write));

        Assert.Equal(["/held", "/write", "/read"], _pipeline.Stub.Targets);
    }

    [Fact]
    public async Task Send_WithoutALimit_NobodyWaits()
    {
        using var pipeline = new Pipeline();
        var calls = Enumerable.Range(0, 200).Select(i => pipeline.GetAsync($"/{i}", i % 8)).ToList();

        await pipeline.Stub.WaitForAsync(200);

        Assert.Empty(pipeline.Broker.GetWaiting());
        for (var i = 0; i < 200; i++) pipeline.Stub.Answer($"/{i}");
        await Wait.ForAsync(Task.WhenAll(calls));
    }

    public void Dispose() => _pipeline.Dispose();

    private Task<string> Ask(string target, int urgency)
    {
        _pipeline.Stub.Open(target);
        return _pipeline.GetAsync(target, urgency);
    }

    private async Task<Task<string>> HoldThePermitAsync()
    {
        var held = _pipeline.GetAsync("/held");
        await _pipeline.Stub.WaitForAsync(1);
        return held;
    }
}
