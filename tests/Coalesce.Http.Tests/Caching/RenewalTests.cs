using Coalesce.Http.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Coalesce.Http.Tests.Caching;

/// <summary>What is asked beside a stale answer that was given (RFC 5861, section 3): it is nobody's, and so it is last, and ends with the broker alone.</summary>
public sealed class RenewalTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly StubHandler _stub;
    private readonly CoalescingPipeline _pipeline;
    private readonly HttpClient _client;

    public RenewalTests()
    {
        _stub = new StubHandler(async (_, token) =>
        {
            if (_stub!.Count > 1) await new TaskCompletionSource().Task.WaitAsync(token); // held until it is cancelled
            return CacheChain.Response("one", "Cache-Control: max-age=10, stale-while-revalidate=30");
        });
        _pipeline = CoalescingPipeline.Create(_stub, options =>
        {
            options.TimeProvider = _time;
            options.SendPriorityHeader = true;
        });
        _client = new HttpClient(_pipeline, disposeHandler: false);
    }

    public void Dispose()
    {
        _client.Dispose();
        _pipeline.Dispose();
    }

    [Fact]
    public async Task Renewal_OfAnUrgentCallersAnswer_GoesAtTheLowestUrgency()
    {
        await RenewAsync();

        Assert.Equal(7, Assert.Single(_pipeline.Broker.GetFlights()).Urgency);
        Assert.Equal(["u=1", "u=7"], _stub.Requests.Select(request => request.Header("Priority")));
    }

    [Fact]
    public async Task Renewal_WhoseCallerHasLeft_GoesOnUntilTheBrokerEnds()
    {
        using var leaving = new CancellationTokenSource();
        await RenewAsync(leaving.Token);

        await leaving.CancelAsync();
        _client.CancelPendingRequests();
        Assert.Equal(0, _stub.Cancellations);
        Assert.Single(_pipeline.Broker.GetFlights());

        _pipeline.Dispose();

        await _stub.WaitForCancellationsAsync(1);
        await Wait.UntilAsync(() => _pipeline.Broker.GetFlights().Count == 0);
        Assert.Equal(2, _stub.Count);
    }

    /// <summary>Until the origin is being asked beside an answer.</summary>
    private async Task RenewAsync(CancellationToken token = default)
    {
        Assert.Equal("one", await AskAsync(token));
        _time.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal("one", await AskAsync(token));
        await _stub.WaitForRequestsAsync(2);
    }

    private async Task<string> AskAsync(CancellationToken token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://stub/").WithUrgency(1);
        using var response = await Wait.ForAsync(_client.SendAsync(request, token));
        return await response.Content.ReadAsStringAsync(CancellationToken.None);
    }
}
