using Coalesce.Http.Broker;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Handlers;

public sealed class SupersedingDebounceTests : IDisposable
{
    private readonly Pipeline _pipeline = new(options =>
        options.Routes["GET /quiet"] = new() { SupersedeBy = "quiet", Debounce = TimeSpan.FromMilliseconds(100) });

    [Fact]
    public async Task Debounce_TypedQuickly_OnlyTheLastIsSentAfterQuiet()
    {
        var first = _pipeline.GetAsync("/quiet?q=c");
        _pipeline.Time.Advance(TimeSpan.FromMilliseconds(99));
        var second = _pipeline.GetAsync("/quiet?q=co");
        await Assert.ThrowsAsync<RequestSupersededException>(() => Wait.ForAsync(first));
        _pipeline.Time.Advance(TimeSpan.FromMilliseconds(99));
        Assert.Equal(0, _pipeline.Stub.Handler.Count);
        _pipeline.Stub.Open("/quiet?q=co");

        _pipeline.Time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal("/quiet?q=co", await Wait.ForAsync(second));
        Assert.Equal(["/quiet?q=co"], _pipeline.Stub.Targets);
    }

    [Fact]
    public async Task Debounce_CallerLeavesMeanwhile_IsNeverSent()
    {
        using var cancellation = new CancellationTokenSource();
        var call = _pipeline.GetAsync("/quiet?q=c", token: cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.ForAsync(call));
        _pipeline.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, _pipeline.Stub.Handler.Count);
    }

    public void Dispose() => _pipeline.Dispose();
}
