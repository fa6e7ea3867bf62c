using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Handlers;

public sealed class DeadlineHandlerTests : IDisposable
{
    private readonly Pipeline _pipeline = new(options => options.MaxConcurrency = 1);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Deadline_WhileWaitingForItsTurn_LeavesTheQueueUnsent(bool sync)
    {
        var held = _pipeline.GetAsync("/held");
        await _pipeline.Stub.WaitForAsync(1);
        var call = _pipeline.SendAsync(Until("/late", seconds: 5), sync);
        await _pipeline.WaitingAsync(1);
        _pipeline.Time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(call.IsCompleted);

        _pipeline.Time.Advance(TimeSpan.FromSeconds(0.2));

        await AssertMissedAsync(call);
        await _pipeline.WaitingAsync(0);
        _pipeline.Stub.Answer("/held");
        await Wait.ForAsync(held);
        Assert.Equal(["/held"], _pipeline.Stub.Targets);
        await _pipeline.AssertIdleAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Deadline_WhileWaitingForTheHead_CancelsTheWire(bool sync)
    {
        var call = _pipeline.SendAsync(Until("/late", seconds: 5), sync);
        await _pipeline.Stub.WaitForAsync(1);

        _pipeline.Time.Advance(TimeSpan.FromSeconds(5.1));

        await AssertMissedAsync(call);
        await _pipeline.Stub.Handler.WaitForCancellationsAsync(1);
        await _pipeline.AssertIdleAsync();
    }

    [Fact]
    public async Task Deadline_OthersWaitForTheFlight_EndsOnlyItsOwnCaller()
    {
        var call = _pipeline.SendAsync(Until("/late", seconds: 5));
        var other = _pipeline.GetAsync("/late");
        await _pipeline.CallersAsync(2);

        _pipeline.Time.Advance(TimeSpan.FromSeconds(5.1));

        await AssertMissedAsync(call);
        _pipeline.Stub.Answer("/late");
        Assert.Equal("/late", await Wait.ForAsync(other));
        Assert.Equal(1, _pipeline.Stub.Handler.Count);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task Deadline_InTheBody_TheStreamThrowsAndTheWireIsLetGo(bool sync, bool buffered)
    {
        using var body = new HeldContent();
        var head = _pipeline.HeadAsync(Until("/late", seconds: 5), sync,
            buffered ? HttpCompletionOption.ResponseContentRead : HttpCompletionOption.ResponseHeadersRead);
        await _pipeline.Stub.WaitForAsync(1);
        _pipeline.Stub.Answer("/late", body);
        await body.WriteAsync("some");
        Task read = head;
        if (!buffered) read = (await Wait.ForAsync(head)).Content.ReadAsStringAsync();
        await Wait.UntilAsync(() => _pipeline.Broker.GetFlights() is [{ HasHead: true }]);

        _pipeline.Time.Advance(TimeSpan.FromSeconds(5.1));

        await AssertMissedAsync(read);
        await Wait.ForAsync(body.Disposed);
        await _pipeline.AssertIdleAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Deadline_HasPassed_SendsNothing(bool sync)
    {
        await AssertMissedAsync(_pipeline.SendAsync(Until("/late", seconds: 0), sync));

        Assert.Equal(0, _pipeline.Stub.Handler.Count);
    }

    [Fact]
    public async Task Deadline_AnswerComesBefore_NothingIsLeftBehind()
    {
        var call = _pipeline.SendAsync(Until("/early", seconds: 5));
        await _pipeline.Stub.WaitForAsync(1);
        _pipeline.Stub.Answer("/early");
        Assert.Equal("/early", await Wait.ForAsync(call));

        _pipeline.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(0, _pipeline.Stub.Handler.Cancellations);
    }

    [Fact]
    public async Task Deadline_CallersOwnTokenIsFirst_IsACancellationOfItsToken()
    {
        using var cancellation = new CancellationTokenSource();
        var call = _pipeline.SendAsync(Until("/late", seconds: 5), token: cancellation.Token);
        await _pipeline.Stub.WaitForAsync(1);

        await cancellation.CancelAsync();

        var failure = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.ForAsync(call));
        Assert.Equal(cancellation.Token, failure.CancellationToken);
        Assert.IsNotType<TimeoutException>(failure.InnerException);
    }

    public void Dispose() => _pipeline.Dispose();

    private HttpRequestMessage Until(string target, double seconds) =>
        new HttpRequestMessage(HttpMethod.Get, target).WithDeadline(_pipeline.Time.GetUtcNow().AddSeconds(seconds));

    private static async Task AssertMissedAsync(Task call)
    {
        var failure = await Assert.ThrowsAsync<TaskCanceledException>(() => Wait.ForAsync(call));
        Assert.IsType<TimeoutException>(failure.InnerException);
        Assert.Contains("deadline", failure.Message, StringComparison.Ordinal);
    }
}
