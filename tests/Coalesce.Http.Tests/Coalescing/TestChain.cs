using Coalesce.Http.Broker;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Coalescing;

/// <summary>A client over the whole chain, and what its broker holds.</summary>
internal sealed class TestChain : IDisposable
{
    private readonly CoalescingPipeline _pipeline;

    public TestChain(HttpMessageHandler inner, Action<CoalescingOptions>? configure = null)
    {
        _pipeline = CoalescingPipeline.Create(inner, options =>
        {
            options.TimeProvider = Time;
            configure?.Invoke(options);
        });
        Client = NewClient(Timeout.InfiniteTimeSpan);
    }

    /// <summary>The broker's clock: stands still unless the test moves it.</summary>
    public SignallingTime Time { get; } = new();

    public HttpClient Client { get; }

    public RequestBroker Broker => (RequestBroker)_pipeline.Broker;

    /// <summary>How many wait for the one flight or read it; 0 when there is none.</summary>
    public int Callers => Broker.GetFlights() is [var flight] ? flight.Callers : 0;

    /// <summary>Another client of the same chain.</summary>
    public HttpClient NewClient(TimeSpan timeout) =>
        new(_pipeline, disposeHandler: false) { BaseAddress = new Uri("http://stub/"), Timeout = timeout };

    public Task WaitForCallersAsync(int count) => Wait.UntilAsync(() => Callers == count, $"{count} callers of the flight");

    public async Task AssertEmptyAsync()
    {
        await Wait.UntilAsync(() => Broker.GetFlights().Count == 0);
        await Wait.UntilAsync(() => Broker.Pool.Lent == 0);
    }

    public void Dispose()
    {
        Client.Dispose();
        _pipeline.Dispose();
    }
}
