using System.Diagnostics.Metrics;
using Coalesce.Http.Broker;
using Coalesce.Http.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Coalesce.Http.Tests.Handlers;

/// <summary>Who listens may throw where a permit is granted, a place in a group is taken, or a warning is due.</summary>
public sealed class ThrowingListenersTests
{
    [Fact]
    public async Task Meter_ThatThrowsWhenATurnIsGrantedOrARequestSuperseded_LosesNoPermitAndNoPlace()
    {
        var name = Guid.NewGuid().ToString();
        var stub = new HeldStub();
        using var listener = ThrowFor(name);
        var services = new ServiceCollection();
        services.AddHttpClient(name, client => client.BaseAddress = new Uri("http://stub")).AddCoalescing(options =>
        {
            options.MaxConcurrency = 1;
            options.Routes["GET /search/{text}"] = new RouteOptions { SupersedeBy = "search" };
        }).ConfigurePrimaryHttpMessageHandler(() => stub.Handler);
        await using var provider = services.BuildServiceProvider();
        var broker = provider.GetRequiredKeyedService<IRequestBroker>(name);
        using var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient(name);
        var held = client.GetStringAsync("/held");
        await stub.WaitForAsync(1);
        var waits = client.GetStringAsync("/waits");
        var older = client.GetStringAsync("/search/a");
        await Wait.UntilAsync(() => broker.GetWaiting().Count == 2);

        var newer = client.GetStringAsync("/search/b");
        stub.Open("/waits");
        stub.Open("/search/b");
        stub.Answer("/held");

        await Assert.ThrowsAsync<RequestSupersededException>(() => Wait.ForAsync(older));
        Assert.Equal(["/held", "/waits", "/search/b"], await Wait.ForAsync(Task.WhenAll(held, waits, newer)));
        Assert.True(await Wait.ForAsync(broker.DrainAsync(Timeout.InfiniteTimeSpan)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Log_ThatThrowsAtAWarning_FailsNoRequest(bool isGuardMissing)
    {
        var stub = new StubHandler();
        HttpMessageHandler inner = isGuardMissing ? CoalescingPipeline.Create(stub) : new Adding { InnerHandler = stub };
        using var loggers = new ThrowingLoggers();
        using var pipeline = CoalescingPipeline.Create(inner, options => options.LoggerFactory = loggers);
        using var client = new HttpClient(pipeline, disposeHandler: false);

        Assert.Equal("hello", await Wait.ForAsync(client.GetStringAsync("http://stub/")));

        Assert.True(loggers.Threw);
        Assert.True(await Wait.ForAsync(pipeline.Broker.DrainAsync(Timeout.InfiniteTimeSpan)));
    }

    private static MeterListener ThrowFor(string name)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, self) =>
            {
                if (instrument.Meter.Name == "Coalesce.Http") self.EnableMeasurementEvents(instrument);
            },
        };
        void Throw(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (tags[0].Value as string == name) throw new InvalidOperationException("meter");
        }
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => Throw(tags));
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => Throw(tags));
        listener.Start();
        return listener;
    }

    /// <summary>Adds what the key does not know, so that the guard has to warn.</summary>
    private sealed class Adding : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.TryAddWithoutValidation("X-Tenant-Id", "1");
            return base.SendAsync(request, cancellationToken);
        }
    }

    private sealed class ThrowingLoggers : ILoggerFactory, ILogger
    {
        public bool Threw { get; private set; }

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) { }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Threw = true;
            throw new InvalidOperationException("log");
        }

        public void Dispose() { }
    }
}
