using Coalesce.Http.Broker.Flights;
using Coalesce.Http.Broker.Messages;
using Coalesce.Http.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Coalesce.Http.Broker.Tests.Flights;

/// <summary>A broker over a held wire, without the chain: requests carry a partition, which vouches for them in place of the guard.</summary>
internal sealed class TestFlights : IFlightChain, IDisposable
{
    private readonly HttpMessageInvoker _invoker;
    private int _running;

    public TestFlights(Func<BrokerSettings, BrokerSettings>? configure = null)
    {
        _invoker = new HttpMessageInvoker(Wire);
        var settings = new BrokerSettings
        {
            Name = "test", Key = new KeyRules([], [], ["Set-Cookie", "Authorization"]), Time = Time, Logger = NullLogger.Instance,
        };
        Broker = new RequestBroker(configure?.Invoke(settings) ?? settings);
    }

    public HeldWire Wire { get; } = new();

    public SignallingTime Time { get; } = new();

    public RequestBroker Broker { get; }

    /// <summary>Flights that have begun in the chain and are not over.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Shares a GET; <see langword="null"/> when the broker says that it is to be sent alone.</summary>
    public Task<HttpResponseMessage>? Share(
        string target = "/", Action<HttpRequestMessage>? change = null, bool isSynchronous = false, CancellationToken token = default)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "http://stub" + target);
        change?.Invoke(request);
        var probe = new RequestProbe(request, Broker.KeyRules, new Partition("user", null, true), null, null);
        return Broker.Share(probe, this, new SendTerms(null, 3, null, isSynchronous), token);
    }

    /// <summary>Nothing is left of any flight: not in the list, not in the chain, and no memory is lent.</summary>
    public async Task AssertEmptyAsync()
    {
        await Wait.UntilAsync(() => Broker.GetFlights().Count == 0);
        await Wait.UntilAsync(() => Running == 0);
        await Wait.UntilAsync(() => Broker.Pool.Lent == 0);
    }

    public Task<HttpResponseMessage> SendInnerAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _invoker.SendAsync(request, cancellationToken);

    public void FlightBegan() => Interlocked.Increment(ref _running);

    public void FlightOver() => Interlocked.Decrement(ref _running);

    public void Dispose()
    {
        Broker.Dispose();
        _invoker.Dispose();
    }
}
