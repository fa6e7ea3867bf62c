using System.Net;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Coalescing;

/// <summary>What callers get when a flight fails before its head.</summary>
public sealed class FailureTests : IDisposable
{
    private static readonly AsyncLocal<string?> User = new();
    private readonly HeldWire _wire = new();
    private readonly TestChain _chain;

    public FailureTests() => _chain = new TestChain(_wire);

    public void Dispose()
    {
        _chain.Dispose();
        _wire.Dispose();
    }

    [Fact]
    public async Task Fail_SoleCaller_GetsTheOriginalException()
    {
        var call = _chain.Client.GetAsync("/");
        var failure = new HttpRequestException(HttpRequestError.ConnectionError, "refused", new IOException("cause"));

        (await _wire.SendAsync(0)).Fail(failure);

        Assert.Same(failure, await Assert.ThrowsAsync<HttpRequestException>(() => Wait.ForAsync(call)));
        await _chain.AssertEmptyAsync();
    }

    [Fact]
    public async Task Fail_SeveralCallers_EachGetsACopyOfItsOwn()
    {
        var calls = await JoinAsync(3);
        var cause = new IOException("cause");
        var failure = new HttpRequestException(HttpRequestError.NameResolutionError, "no such host", cause, HttpStatusCode.BadGateway);

        (await _wire.SendAsync(0)).Fail(failure);

        HashSet<Exception> seen = [failure];
        foreach (var call in calls)
        {
            var copy = await Assert.ThrowsAsync<HttpRequestException>(() => Wait.ForAsync(call));
            Assert.True(seen.Add(copy));
            Assert.Equal((failure.Message, failure.HttpRequestError, failure.StatusCode), (copy.Message, copy.HttpRequestError, copy.StatusCode));
            Assert.Same(cause, copy.InnerException);
        }
        Assert.Equal(1, _wire.Count);
        await _chain.AssertEmptyAsync();
    }

    [Fact]
    public async Task Fail_AnotherType_IsRethrownAsItIs()
    {
        var calls = await JoinAsync(3);
        var failure = new InvalidDataException("odd");

        (await _wire.SendAsync(0)).Fail(failure);

        foreach (var call in calls) Assert.Same(failure, await Assert.ThrowsAsync<InvalidDataException>(() => Wait.ForAsync(call)));
    }

    [Fact]
    public async Task Fail_NextCaller_StartsAnew()
    {
        var failed = _chain.Client.GetAsync("/");
        (await _wire.SendAsync(0)).Fail(new HttpRequestException("down"));
        await Assert.ThrowsAsync<HttpRequestException>(() => Wait.ForAsync(failed));

        var next = _chain.Client.GetStringAsync("/");
        (await _wire.SendAsync(1)).Answer("up");

        Assert.Equal("up", await Wait.ForAsync(next));
    }

    [Fact]
    public async Task Fail_FirstCallerHadLeft_SendsTheOthersOnceMoreInAContextOfTheirOwn()
    {
        List<string?> users = [];
        var inner = new ObservingHandler(_ => users.Add(User.Value)) { InnerHandler = _wire };
        using var chain = new TestChain(inner);
        using var source = new CancellationTokenSource();
        User.Value = "first";
        var first = chain.Client.GetAsync("/", source.Token);
        User.Value = "second";
        var second = chain.Client.GetStringAsync("/");
        User.Value = "third";
        var third = chain.Client.GetStringAsync("/");
        User.Value = null;
        await chain.WaitForCallersAsync(3);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.ForAsync(first));

        (await _wire.SendAsync(0)).Fail(new ObjectDisposedException("the first caller's scope"));
        var again = await _wire.SendAsync(1);
        await chain.WaitForCallersAsync(2);
        again.Answer("again");

        Assert.Equal("again", await Wait.ForAsync(second));
        Assert.Equal("again", await Wait.ForAsync(third));
        Assert.Equal(2, _wire.Count);
        Assert.Equal("first", users[0]);
        Assert.True(users[1] is "second" or "third", $"It was sent as {users[1]}.");
        await chain.AssertEmptyAsync();
    }

    [Fact]
    public async Task Fail_SentOnceMoreAndFailedAgain_FailsTheOthers()
    {
        using var source = new CancellationTokenSource();
        var first = _chain.Client.GetAsync("/", source.Token);
        var others = await JoinAsync(2, already: 1);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.ForAsync(first));

        (await _wire.SendAsync(0)).Fail(new HttpRequestException("first"));
        var again = await _wire.SendAsync(1);
        await _chain.WaitForCallersAsync(2);
        again.Fail(new HttpRequestException("second"));

        foreach (var call in others) Assert.Equal("second", (await Assert.ThrowsAsync<HttpRequestException>(() => Wait.ForAsync(call))).Message);
        Assert.Equal(2, _wire.Count);
        await _chain.AssertEmptyAsync();
    }

    [Fact]
    public async Task Fail_SynchronousThrowOfAHandler_ReachesTheCaller()
    {
        var failure = new NotSupportedException("at once");
        using var chain = new TestChain(new ObservingHandler(_ => throw failure) { InnerHandler = _wire });

        Assert.Same(failure, await Assert.ThrowsAsync<NotSupportedException>(() => Wait.ForAsync(chain.Client.GetAsync("/"))));
        Assert.Same(failure, Assert.Throws<NotSupportedException>(() => chain.Client.Send(new HttpRequestMessage(HttpMethod.Get, "/"))));
        await chain.AssertEmptyAsync();
    }

    [Theory]
    [InlineData("GET", false, null)]
    [InlineData("GET", true, null)]
    [InlineData("POST", false, null)]
    [InlineData("POST", true, null)]
    [InlineData("GET", false, 1)]
    [InlineData("POST", true, 1)]
    public async Task Fail_HandlerThatReturnsNoResponse_IsToldAsPlainHttpClientTells(string method, bool isSynchronous, int? permits)
    {
        using var stub = new NullHandler();
        using var chain = new TestChain(stub, options => options.MaxConcurrency = permits);
        using var request = new HttpRequestMessage(new HttpMethod(method), "/");

        var failure = await Record.ExceptionAsync(() => isSynchronous
            ? Task.FromResult(chain.Client.Send(request))
            : Wait.ForAsync(chain.Client.SendAsync(request)));

        Assert.IsType<InvalidOperationException>(failure);
        await chain.AssertEmptyAsync();
    }

    [Fact]
    public async Task Fail_MidBody_EveryReaderGetsTheFailureAndTheNextCallerAFreshFlight()
    {
        var calls = await JoinAsync(3);
        var send = await _wire.SendAsync(0);
        send.GiveHead();
        send.Body.Give("hel");
        var cause = new IOException("cut off");
        send.Body.Fail(cause);

        foreach (var call in calls)
        {
            var failure = await Assert.ThrowsAsync<HttpRequestException>(() => Wait.ForAsync(call));
            Assert.Same(cause, failure.InnerException);
        }
        await _chain.AssertEmptyAsync();
    }

    [Fact]
    public async Task Cancel_ThroughTheBrokerWhileTheHeadComes_DisposesWhatCameForNobody()
    {
        using var stub = new DeafHandler();
        using var chain = new TestChain(stub);
        var call = chain.Client.GetAsync("/");
        await Wait.ForAsync(stub.Sent);

        Assert.True(chain.Broker.CancelFlight(chain.Broker.GetFlights()[0].Id));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.ForAsync(call));
        using var body = new HeldBody();
        var late = new HttpResponseMessage { Content = body.AsContent() };
        late.Headers.Add("Set-Cookie", "a=b"); // not shareable: it would have been the first caller's own
        stub.Answer(late);

        await Wait.ForAsync(body.Disposed);
    }

    private async Task<List<Task<string>>> JoinAsync(int count, int already = 0)
    {
        var calls = Enumerable.Range(0, count).Select(_ => _chain.Client.GetStringAsync("/")).ToList();
        await _chain.WaitForCallersAsync(already + count);
        return calls;
    }

    private sealed class NullHandler : HttpMessageHandler
    {
        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) => null!;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult<HttpResponseMessage>(null!);
    }

    /// <summary>Does not listen to its token.</summary>
    private sealed class DeafHandler : HttpMessageHandler
    {
        private readonly TaskCompletionSource _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<HttpResponseMessage> _head = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Sent => _sent.Task;

        public void Answer(HttpResponseMessage response) => _head.SetResult(response);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            _sent.SetResult();
            return _head.Task;
        }
    }
}
