using Coalesce.Http.Broker;
using Coalesce.Http.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Coalesce.Http.Tests.Handlers;

/// <summary>The whole chain over a held stub, on a clock of the test's, with every caller's answer sync or async.</summary>
internal sealed class Pipeline : IDisposable
{
    private readonly CoalescingPipeline _pipeline;

    public Pipeline(Action<CoalescingOptions>? configure = null, Func<HttpMessageHandler, HttpMessageHandler>? inner = null)
    {
        _pipeline = CoalescingPipeline.Create(inner?.Invoke(Stub.Handler) ?? Stub.Handler, options =>
        {
            options.TimeProvider = Time;
            configure?.Invoke(options);
        });
        Client = new HttpClient(_pipeline) { BaseAddress = new Uri("http://stub"), Timeout = Timeout.InfiniteTimeSpan };
    }

    public HeldStub Stub { get; } = new();

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public HttpClient Client { get; }

    public IRequestBroker Broker => _pipeline.Broker;

    /// <summary>Sends and reads the whole body.</summary>
    public Task<string> GetAsync(string target, int? urgency = null, bool sync = false, Action<HttpRequestMessage>? change = null, CancellationToken token = default)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, target);
        if (urgency is { } value) request.WithUrgency(value);
        change?.Invoke(request);
        return SendAsync(request, sync, token);
    }

    public async Task<string> SendAsync(HttpRequestMessage request, bool sync = false, CancellationToken token = default)
    {
        using var response = await HeadAsync(request, sync, HttpCompletionOption.ResponseContentRead, token);
        return await response.Content.ReadAsStringAsync(token);
    }

    /// <summary>Sends and waits for the head only.</summary>
    public Task<HttpResponseMessage> HeadAsync(
        HttpRequestMessage request, bool sync = false, HttpCompletionOption option = HttpCompletionOption.ResponseHeadersRead, CancellationToken token = default) =>
        // A thread of its own: many blocked callers would use up the pool's.
        sync ? Task.Factory.StartNew(() => Client.Send(request, option, token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            : Client.SendAsync(request, option, token);

    /// <summary>Waits until so many requests wait for their turn.</summary>
    public Task WaitingAsync(int count) => Wait.UntilAsync(() => Broker.GetWaiting().Count == count);

    public Task CallersAsync(int count) => Wait.UntilAsync(() => Broker.GetFlights().Sum(flight => flight.Callers) == count);

    /// <summary>Lets time pass until something that it brings about has been seen: what waits may set its timer a moment late.</summary>
    public Task AdvanceUntilAsync(TimeSpan step, Func<bool> condition) => Wait.UntilAsync(() =>
    {
        if (condition()) return true;
        Time.Advance(step);
        return false;
    });

    /// <summary>Everything has ended: no flight, nobody waits, no permit is out.</summary>
    public async Task AssertIdleAsync()
    {
        Assert.True(await Wait.ForAsync(Broker.DrainAsync(Timeout.InfiniteTimeSpan)));
        Assert.Empty(Broker.GetFlights());
        Assert.Empty(Broker.GetWaiting());
    }

    public void Dispose() => Client.Dispose();
}
