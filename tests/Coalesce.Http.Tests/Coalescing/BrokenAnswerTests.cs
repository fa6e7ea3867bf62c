using System.Net;
using Coalesce.Http.Broker;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Coalescing;

/// <summary>Something breaks between the head and the hand-over: the caller is failed by it, and what it would have had is given back.</summary>
public sealed class BrokenAnswerTests
{
    [Theory]
    [InlineData(1, null)]
    [InlineData(2, null)]
    [InlineData(1, 1)]
    public async Task Land_ContentWhoseLengthThrows_FailsTheCallersAndDisposesTheResponse(int callers, int? limit)
    {
        var content = new OddContent();
        var head = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        var stub = new StubHandler((_, _) => head.Task);
        using var chain = new TestChain(stub, options => options.MaxConcurrency = limit);
        var waiting = Enumerable.Range(0, callers).Select(_ => chain.Client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead)).ToList();
        await chain.WaitForCallersAsync(callers);

        head.SetResult(new HttpResponseMessage { Content = content });

        foreach (var caller in waiting)
            Assert.Equal("length", (await Assert.ThrowsAsync<InvalidOperationException>(() => Wait.ForAsync(caller))).Message);
        await Wait.ForAsync(content.Disposed);
        await chain.AssertEmptyAsync();
    }

    [Fact]
    public async Task Land_ContentWhoseLengthAndDisposalThrow_StillFailsTheCaller()
    {
        using var chain = new TestChain(new StubHandler(_ => new HttpResponseMessage { Content = new OddContent { ThrowsAtDispose = true } }));

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => Wait.ForAsync(chain.Client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead)));

        Assert.Equal("length", failure.Message);
        await chain.AssertEmptyAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task HandOver_RequestThatItsCallerHasDisposed_FailsThatCallerAndGivesItsAnswerBack(bool isAlone)
    {
        using var wire = new HeldWire();
        using var chain = new TestChain(wire, options => options.Partition = _ => "user"); // which vouches for the redirect
        var request = new HttpRequestMessage(HttpMethod.Get, "/");
        var broken = chain.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var joined = isAlone ? null : chain.Client.GetStringAsync("/");
        await chain.WaitForCallersAsync(isAlone ? 1 : 2);
        request.Dispose();

        var send = await wire.SendAsync(0);
        send.Body.Give("hello");
        // Redirected, so that the caller's request would have to be changed; and shareable with nobody, or with all.
        send.GiveHead(response =>
        {
            response.RequestMessage = new HttpRequestMessage(HttpMethod.Get, "http://stub/elsewhere");
            if (isAlone) response.Headers.Add("Set-Cookie", "a=b");
        });

        await Assert.ThrowsAsync<ObjectDisposedException>(() => Wait.ForAsync(broken));
        if (joined is not null)
        {
            await chain.WaitForCallersAsync(1);
            send.Body.End();
            Assert.Equal("hello", await Wait.ForAsync(joined));
        }
        await Wait.ForAsync(send.Body.Disposed);
        await chain.AssertEmptyAsync();
    }

    [Fact]
    public async Task Supersede_ContentWhoseLengthThrows_LeavesItsPlace()
    {
        var content = new OddContent();
        var stub = new StubHandler(request => new HttpResponseMessage { Content = request.RequestUri!.AbsolutePath == "/odd" ? content : new StringContent("fine") });
        using var client = new HttpClient(CoalescingPipeline.Create(
            stub, options => options.Routes["POST /{any}"] = new RouteOptions { SupersedeBy = "group", SupersedeMode = SupersedeMode.First }));

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => Wait.ForAsync(SendAsync("odd")));

        Assert.Equal("length", failure.Message);
        await Wait.ForAsync(content.Disposed);
        using var next = await Wait.ForAsync(SendAsync("fine"));

        Task<HttpResponseMessage> SendAsync(string path) =>
            client.SendAsync(new HttpRequestMessage(HttpMethod.Post, $"http://stub/{path}"), HttpCompletionOption.ResponseHeadersRead);
    }

    private sealed class OddContent : HttpContent
    {
        private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Disposed => _disposed.Task;

        public bool ThrowsAtDispose { get; init; }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => Task.CompletedTask;

        protected override bool TryComputeLength(out long length) => throw new InvalidOperationException("length");

        protected override void Dispose(bool disposing)
        {
            _disposed.TrySetResult();
            base.Dispose(disposing);
            if (ThrowsAtDispose) throw new InvalidOperationException("dispose");
        }
    }
}
