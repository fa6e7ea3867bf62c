using System.Net;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Handlers;

/// <summary>When a permit comes back. There is one permit: that it came back shows in the next request's being sent.</summary>
public sealed class SchedulingHandlerTests : IDisposable
{
    private readonly Pipeline _pipeline = new(options =>
    {
        options.MaxConcurrency = 1;
        options.JoinWindow = TimeSpan.Zero;
    });

    private readonly HeldContent _body = new();

    public static TheoryData<bool, bool> Ways => new() { { false, false }, { false, true }, { true, false }, { true, true } };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Permit_BodyRead_ComesBackAtTheBodysEnd(bool sync, bool alone)
    {
        using var response = await HeadAsync(sync, alone);
        var next = await NextWaitsAsync();
        var read = response.Content.ReadAsStringAsync();
        await _body.WriteAsync("some");
        Assert.Equal(1, _pipeline.Stub.Handler.Count);

        _body.End();

        Assert.Equal("some", await Wait.ForAsync(read));
        await AssertSentAsync(next);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Permit_ResponseDisposed_ComesBack(bool sync, bool alone)
    {
        var response = await HeadAsync(sync, alone);
        var next = await NextWaitsAsync();

        response.Dispose();

        await AssertSentAsync(next);
        await Wait.ForAsync(_body.Disposed);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Permit_BodyFails_ComesBack(bool sync, bool alone)
    {
        using var response = await HeadAsync(sync, alone);
        var next = await NextWaitsAsync();
        var stream = await response.Content.ReadAsStreamAsync();
        var read = stream.ReadAsync(new byte[1]).AsTask();

        _body.End(new IOException("The wire broke."));

        await Assert.ThrowsAsync<IOException>(() => Wait.ForAsync(read));
        await AssertSentAsync(next);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Permit_SendFails_ComesBack(bool sync)
    {
        var call = _pipeline.GetAsync("/first", sync: sync);
        await _pipeline.Stub.WaitForAsync(1);
        var next = await NextWaitsAsync();

        _pipeline.Stub.Fail("/first");

        await Assert.ThrowsAsync<HttpRequestException>(() => Wait.ForAsync(call));
        await AssertSentAsync(next);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Permit_NobodyReads_ComesBackAfterASecond(bool sync, bool alone)
    {
        using var response = await HeadAsync(sync, alone);
        var next = await NextWaitsAsync();
        _pipeline.Time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Equal(1, _pipeline.Stub.Handler.Count);

        _pipeline.Time.Advance(TimeSpan.FromMilliseconds(2));

        await AssertSentAsync(next);
        await _body.WriteAsync("late");
        _body.End();
        Assert.Equal("late", await Wait.ForAsync(response.Content.ReadAsStringAsync()));
        await _pipeline.AssertIdleAsync();
    }

    [Fact]
    public async Task Permit_WireIsSilentWhileOneReads_ComesBackAfterASecondWithoutBytes()
    {
        using var response = await HeadAsync(sync: false, alone: false);
        var next = await NextWaitsAsync();
        var stream = await response.Content.ReadAsStreamAsync();
        for (var i = 0; i < 5; i++)
        {
            var read = stream.ReadAsync(new byte[1]).AsTask();
            await _body.WriteAsync("x");
            Assert.Equal(1, await Wait.ForAsync(read));
            _pipeline.Time.Advance(TimeSpan.FromMilliseconds(900));
            Assert.Equal(1, _pipeline.Stub.Handler.Count);
        }
        var last = stream.ReadAsync(new byte[1]).AsTask();

        _pipeline.Time.Advance(TimeSpan.FromMilliseconds(101));

        await AssertSentAsync(next);
        Assert.False(last.IsCompleted);
        _body.End();
        Assert.Equal(0, await Wait.ForAsync(last));
    }

    [Fact]
    public async Task Permit_DroppedResponse_ComesBackAfterASecond()
    {
        await DropAsync();
        var next = await NextWaitsAsync();

        _pipeline.Time.Advance(TimeSpan.FromMilliseconds(1001));

        await AssertSentAsync(next);
    }

    [Theory]
    [InlineData("text/event-stream", HttpStatusCode.OK)]
    [InlineData("multipart/x-mixed-replace; boundary=b", HttpStatusCode.OK)]
    [InlineData("application/octet-stream", HttpStatusCode.SwitchingProtocols)]
    public async Task Permit_AnswerNeverEnds_ComesBackAtTheHead(string type, HttpStatusCode status)
    {
        _body.Headers.TryAddWithoutValidation("Content-Type", type);
        using var response = await HeadAsync(sync: false, alone: false, status);

        await AssertSentAsync(await NextAsync());
    }

    [Fact]
    public async Task Permit_JoinedReaders_ComesBackWhenTheLastHasLeft()
    {
        var first = _pipeline.HeadAsync(new HttpRequestMessage(HttpMethod.Get, "/first"));
        var second = _pipeline.HeadAsync(new HttpRequestMessage(HttpMethod.Get, "/first"));
        await _pipeline.CallersAsync(2);
        _pipeline.Stub.Answer("/first", _body);
        var responses = await Wait.ForAsync(Task.WhenAll(first, second));
        var next = await NextWaitsAsync();

        responses[0].Dispose();
        Assert.Equal(1, _pipeline.Stub.Handler.Count);
        responses[1].Dispose();

        await AssertSentAsync(next);
    }

    [Theory]
    [InlineData(false, null, "u=3")]
    [InlineData(true, null, "u=3")]
    [InlineData(false, 0, "u=0")]
    [InlineData(true, 7, "u=7")]
    public async Task SendPriorityHeader_On_SaysTheUrgency(bool alone, int? urgency, string expected)
    {
        using var pipeline = new Pipeline(options => options.SendPriorityHeader = true);
        pipeline.Stub.Open("/a");

        await pipeline.GetAsync("/a", urgency, change: request => { if (alone) request.WithoutCoalescing(); });

        Assert.Equal(expected, pipeline.Stub.Handler.Requests[0].Header("Priority"));
    }

    [Fact]
    public async Task SendPriorityHeader_CallerSaysItsOwn_ItStands()
    {
        using var pipeline = new Pipeline(options => options.SendPriorityHeader = true);
        pipeline.Stub.Open("/a");

        await pipeline.GetAsync("/a", 1, change: request => request.Headers.Add("Priority", "u=5, i"));

        Assert.Equal("u=5, i", pipeline.Stub.Handler.Requests[0].Header("Priority"));
    }

    [Fact]
    public async Task SendPriorityHeader_JoinedWhileWaiting_SaysTheMostUrgentCallers()
    {
        using var pipeline = new Pipeline(options => (options.SendPriorityHeader, options.MaxConcurrency) = (true, 1));
        var held = pipeline.GetAsync("/held");
        await pipeline.Stub.WaitForAsync(1);
        pipeline.Stub.Open("/a");
        var calls = new[] { pipeline.GetAsync("/a", 6), pipeline.GetAsync("/a", 2) };
        await pipeline.CallersAsync(3);

        pipeline.Stub.Answer("/held");
        await Wait.ForAsync(Task.WhenAll(calls));

        Assert.Equal("u=2", pipeline.Stub.Handler.Requests[1].Header("Priority"));
    }

    [Fact]
    public async Task SendPriorityHeader_Off_SaysNothing()
    {
        _pipeline.Stub.Open("/a");

        await _pipeline.GetAsync("/a", 1);

        Assert.Null(_pipeline.Stub.Handler.Requests[0].Header("Priority"));
    }

    public void Dispose()
    {
        _pipeline.Dispose();
        _body.Dispose();
    }

    private async Task<HttpResponseMessage> HeadAsync(bool sync, bool alone, HttpStatusCode status = HttpStatusCode.OK)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/first");
        if (alone) request.WithoutCoalescing();
        var head = _pipeline.HeadAsync(request, sync);
        await _pipeline.Stub.WaitForAsync(1);
        _pipeline.Stub.Answer("/first", _body, status);
        return await Wait.ForAsync(head);
    }

    // Not inlined, so that nothing of it is left on the caller's frame.
    private async Task DropAsync() => (await HeadAsync(sync: false, alone: true)).Headers.Clear();

    private Task<Task<string>> NextAsync()
    {
        _pipeline.Stub.Open("/next");
        return Task.FromResult(_pipeline.GetAsync("/next"));
    }

    private async Task<Task<string>> NextWaitsAsync()
    {
        var next = await NextAsync();
        await _pipeline.WaitingAsync(1);
        return next;
    }

    private async Task AssertSentAsync(Task<string> next)
    {
        Assert.Equal("/next", await Wait.ForAsync(next));
        Assert.Equal(["/first", "/next"], _pipeline.Stub.Targets);
    }
}
