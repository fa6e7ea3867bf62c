using System.Runtime.CompilerServices;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Coalescing;

/// <summary>A flight runs in its first caller's context, is held up by nobody's thread, and keeps the context no longer than it lasts.</summary>
public sealed class ContextTests : IDisposable
{
    private static readonly AsyncLocal<object?> Ambient = new();
    private readonly HeldWire _wire = new();

    public void Dispose() => _wire.Dispose();

    [Fact]
    public async Task Send_FirstCallerBlocksItsOnlyThread_FlightGoesOnForAll()
    {
        // Its continuations want the thread that the caller blocks, unless the flight runs without that context.
        using var chain = new TestChain(new CapturingHandler { InnerHandler = _wire }, Vouched);
        using var context = new BlockedContext();
        var first = context.RunAsync(() => chain.Client.Send(new HttpRequestMessage(HttpMethod.Get, "/")));
        var send = await _wire.SendAsync(0);
        var second = chain.Client.GetStringAsync("/");
        await chain.WaitForCallersAsync(2);

        send.Answer("hello");

        Assert.Equal("hello", await Wait.ForAsync(second));
        Assert.Equal("hello", await (await Wait.ForAsync(first)).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Send_FirstCallerAwaitsAndThenBlocksItsOnlyThread_FlightGoesOnForTheOthers()
    {
        using var chain = new TestChain(new CapturingHandler { InnerHandler = _wire }, Vouched);
        using var context = new BlockedContext();
        using var release = new Blocker();
        var first = context.RunAsync(() =>
        {
            var call = chain.Client.GetStringAsync("/");
            release.Wait();
            return call;
        });
        var send = await _wire.SendAsync(0);
        var second = chain.Client.GetStringAsync("/");
        await chain.WaitForCallersAsync(2);

        send.Answer("hello");

        Assert.Equal("hello", await Wait.ForAsync(second));
        release.Set();
        Assert.Equal("hello", await Wait.ForAsync(await Wait.ForAsync(first)));
    }

    [Fact]
    public async Task Read_ReaderBlocksItsOnlyThread_TheOthersReadOn()
    {
        using var chain = new TestChain(new CapturingHandler { InnerHandler = _wire }, Vouched);
        using var context = new BlockedContext();
        using var release = new Blocker();
        var calls = new[] { Head(chain), Head(chain) };
        var send = await _wire.SendAsync(0);
        send.GiveHead();
        var streams = new[] { await StreamAsync(calls[0]), await StreamAsync(calls[1]) };

        // The one with a context reads the wire for both, and then blocks the thread that its continuations want.
        var first = context.RunAsync(() =>
        {
            var read = streams[0].ReadAsync(new byte[5]).AsTask();
            release.Wait();
            return read;
        });
        await send.Body.Reads.WaitForAsync(1);
        var second = streams[1].ReadAsync(new byte[5]).AsTask();
        send.Body.Give("hello");

        Assert.Equal(5, await Wait.ForAsync(second));
        release.Set();
        Assert.Equal(5, await Wait.ForAsync(await Wait.ForAsync(first)));
        foreach (var stream in streams) await stream.DisposeAsync();
        await chain.AssertEmptyAsync();
    }

    [Fact]
    public async Task Send_HandlerFurtherIn_SeesTheFirstCallersContext()
    {
        List<object?> seen = [];
        using var chain = new TestChain(new ObservingHandler(_ => seen.Add(Ambient.Value)) { InnerHandler = _wire });
        Ambient.Value = "first";
        var first = chain.Client.GetStringAsync("/");
        Ambient.Value = "second";
        var second = chain.Client.GetStringAsync("/");
        Ambient.Value = null;

        (await _wire.SendAsync(0)).Answer("hello");

        await Wait.ForAsync(first);
        await Wait.ForAsync(second);
        Assert.Equal(["first"], seen);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Context_OfTheFirstCaller_IsCollectedOnceTheFlightIsOver(bool hasPermits)
    {
        using var chain = new TestChain(_wire, options =>
        {
            options.TimeProvider = TimeProvider.System; // its timers keep the context in which they were made
            options.MaxConcurrency = hasPermits ? 2 : null;
        });
        var (context, response) = await FlyAsync(chain);
        await chain.AssertEmptyAsync();

        await AssertCollectedAsync(context);
        GC.KeepAlive(response); // another caller's, read to its end
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<(WeakReference Context, HttpResponseMessage OfAnother)> FlyAsync(TestChain chain)
    {
        // A context that blocks nobody and that nobody else has.
        var (context, first) = await Task.Run(() =>
        {
            var value = new object();
            Ambient.Value = value;
            return (new WeakReference(value), chain.Client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead));
        });
        var second = chain.Client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead);
        var send = await _wire.SendAsync(0);
        send.GiveHead();
        using var mine = await Wait.ForAsync(first);
        var other = await Wait.ForAsync(second);
        send.Body.Give("hello");
        send.Body.End();
        Assert.Equal("hello", await Wait.ForAsync(other.Content.ReadAsStringAsync()));
        Assert.Equal("hello", await Wait.ForAsync(mine.Content.ReadAsStringAsync()));
        return (context, other);
    }

    internal static Task AssertCollectedAsync(WeakReference reference) => Wait.UntilAsync(
        () =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return !reference.IsAlive;
        },
        "the collection of what nobody needs any more");

    private static Task<HttpResponseMessage> Head(TestChain chain) => chain.Client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead);

    private static async Task<Stream> StreamAsync(Task<HttpResponseMessage> call) => await (await Wait.ForAsync(call)).Content.ReadAsStreamAsync();

    /// <summary>Blocks a thread until it is set, at the latest at the end of the test.</summary>
    private sealed class Blocker : IDisposable
    {
        private readonly ManualResetEventSlim _event = new();

        public void Wait() => _event.Wait();

        public void Set() => _event.Set();

        public void Dispose() => _event.Set();
    }

    /// <summary>A handler of the user's that captures the context, before the head and in the body.</summary>
    /// <summary>An answer whose content a handler further in has replaced is shared only where a partition vouches for it.</summary>
    private static void Vouched(CoalescingOptions options) => options.Partition = static _ => "one";

    private sealed class CapturingHandler : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(true);
            response.Content = new StreamContent(new CapturingStream(await response.Content.ReadAsStreamAsync(cancellationToken)));
            return response;
        }
    }

    private sealed class CapturingStream(Stream inner) : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(true);

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
