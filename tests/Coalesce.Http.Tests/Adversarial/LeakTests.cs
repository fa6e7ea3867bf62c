using System.Net;
using System.Runtime.CompilerServices;
using Coalesce.Http.Broker;
using Coalesce.Http.Testing;
using Coalesce.Http.Tests.Wrapping;
using Microsoft.Extensions.Logging;

namespace Coalesce.Http.Tests.Adversarial;

public sealed class LeakTests
{
    [Fact]
    public async Task Cancel_ThroughTheBrokerBeforeAnUnshareableHead_DisposesTheResponse()
    {
        Gate gate = new();
        var content = new WatchedContent();
        var stub = new StubHandler(async (_, _) =>
        {
            await gate.WaitAsync(CancellationToken.None); // does not heed its token
            return new HttpResponseMessage { Content = content, Headers = { { "Set-Cookie", "a=b" } } };
        });
        using var pipeline = CoalescingPipeline.Create(stub);
        using var client = new HttpClient(pipeline, disposeHandler: false);
        var call = client.GetAsync("http://stub/");
        await stub.WaitForRequestsAsync(1);
        Assert.True(pipeline.Broker.CancelFlight(pipeline.Broker.GetFlights().Single().Id));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.ForAsync(call));

        gate.Open();

        await Wait.ForAsync(content.Disposed);
    }

    [Fact]
    public async Task Timers_OfTheBroker_DoNotKeepTheContextOfWhoeverCameFirst()
    {
        using var pipeline = CoalescingPipeline.Create(
            new StubHandler(_ => new HttpResponseMessage { Content = new StreamContent(new MemoryStream([1])) }), o => o.MaxConcurrency = 1);
        using var client = new HttpClient(pipeline, disposeHandler: false);

        var ambient = await SendInAContextAsync(client);

        await Wait.UntilAsync(() =>
        {
            GC.Collect();
            return !ambient.IsAlive;
        }, "the context of the first caller to be collected");
    }

    [Theory]
    [InlineData("HEAD", HttpStatusCode.OK)]
    [InlineData("GET", HttpStatusCode.NoContent)]
    public async Task SupersedeFirst_AnswerWithoutABodyLeftUndisposed_LetsTheNextOneGo(string method, HttpStatusCode status)
    {
        using var client = new HttpClient(CoalescingPipeline.Create(
            new StubHandler(_ => new HttpResponseMessage(status) { Content = new StreamContent(Stream.Null) }),
            o => o.Routes[$"{method} /{{any}}"] = new RouteOptions { SupersedeBy = "group", SupersedeMode = SupersedeMode.First }));
        var first = await SendAsync("a");

        var second = await SendAsync("b");

        Assert.Equal(status, first.StatusCode);
        Assert.Equal(status, second.StatusCode);

        Task<HttpResponseMessage> SendAsync(string path) => Wait.ForAsync(client.SendAsync(
            new HttpRequestMessage(new HttpMethod(method), $"http://stub/{path}"), HttpCompletionOption.ResponseHeadersRead));
    }

    [Fact]
    public async Task Logger_ThatThrows_DoesNotHangTheCallers()
    {
        var stub = new StubHandler((_, _) => Task.FromException<HttpResponseMessage>(new HttpRequestException("down")));
        using var client = new HttpClient(CoalescingPipeline.Create(stub, o => o.LoggerFactory = new ThrowingLoggers()));

        await Assert.ThrowsAsync<HttpRequestException>(() => Wait.ForAsync(client.GetAsync("http://stub/")));
    }

    [Fact]
    public async Task Handler_WhoseContextIsKept_KeepsNothingOfTheSend()
    {
        using var keeping = new KeepingHandler { InnerHandler = new StubHandler() };
        using var client = new HttpClient(CoalescingPipeline.Create(keeping, o => o.MaxConcurrency = 2));

        var marks = new[] { await SendMarkedAsync(client, HttpMethod.Get), await SendMarkedAsync(client, HttpMethod.Post) };

        await Wait.UntilAsync(() =>
        {
            GC.Collect();
            return !Array.Exists(marks, mark => mark.IsAlive);
        }, "the requests to be collected");
        Assert.Equal(2, keeping.Contexts.Count);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> SendMarkedAsync(HttpClient client, HttpMethod method)
    {
        var mark = new object();
        using var request = new HttpRequestMessage(method, "http://stub/");
        request.Options.Set(new HttpRequestOptionsKey<object>("mark"), mark);
        (await client.SendAsync(request)).Dispose();
        return new WeakReference(mark);
    }

    /// <summary>As a handler does that starts a timer or a task of its own.</summary>
    private sealed class KeepingHandler : DelegatingHandler
    {
        public List<ExecutionContext> Contexts { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Contexts.Add(ExecutionContext.Capture()!);
            return base.SendAsync(request, cancellationToken);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> SendInAContextAsync(HttpClient client)
    {
        var ambient = new AsyncLocal<object?>();
        var value = new object();
        ambient.Value = value;
        var first = await client.GetAsync("http://stub/1", HttpCompletionOption.ResponseHeadersRead);
        var second = client.GetAsync("http://stub/2"); // has to wait
        first.Dispose();
        (await Wait.ForAsync(second)).Dispose();
        return new WeakReference(value);
    }

    private sealed class WatchedContent : HttpContent
    {
        private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Disposed => _disposed.Task;

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => Task.CompletedTask;

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            _disposed.TrySetResult();
            base.Dispose(disposing);
        }
    }

    private sealed class ThrowingLoggers : ILoggerFactory, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) { }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new InvalidOperationException("There is no test to write to.");

        public void Dispose() { }
    }
}
