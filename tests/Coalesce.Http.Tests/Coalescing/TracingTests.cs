using System.Diagnostics;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Coalescing;

/// <summary>The span of a flight, and the links of those who join it.</summary>
public sealed class TracingTests : IDisposable
{
    private const string CallersName = "Coalesce.Http.Tests.Callers";
    private static readonly ActivitySource Callers = new(CallersName);
    private readonly List<Activity> _stopped = [];
    private readonly ActivityListener _listener;
    private readonly HeldWire _wire = new();
    private readonly TestChain _chain;

    public TracingTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Coalesce.Http" or CallersName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                lock (_stopped) _stopped.Add(activity);
            },
        };
        ActivitySource.AddActivityListener(_listener);
        _chain = new TestChain(_wire);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _chain.Dispose();
        _wire.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Flight_WithJoiners_IsAChildOfTheFirstAndLinkedFromTheOthers(bool isSynchronous)
    {
        var (first, firstCall) = Call("first", isSynchronous);
        await _wire.SendAsync(0);
        var (second, secondCall) = Call("second", isSynchronous);
        await _chain.WaitForCallersAsync(2);

        (await _wire.SendAsync(0)).Answer("hello");
        await Wait.ForAsync(firstCall);
        await Wait.ForAsync(secondCall);
        await _chain.AssertEmptyAsync();

        var flight = await FlightOfAsync(first);
        Assert.Equal("coalesce.flight", flight.OperationName);
        Assert.Equal(first.SpanId, flight.ParentSpanId);
        Assert.Equal("GET", flight.GetTagItem("http.request.method"));
        Assert.Equal("CoalescingPipeline", flight.GetTagItem("client"));
        Assert.NotEqual(ActivityStatusCode.Error, flight.Status);
        Assert.Equal(flight.Context, Assert.Single(second.Links).Context);
        Assert.Empty(first.Links);
    }

    [Fact]
    public async Task Flight_ThatFails_EndsAsAnError()
    {
        var (first, call) = Call("first", isSynchronous: false);
        (await _wire.SendAsync(0)).Fail(new HttpRequestException("down"));
        await Assert.ThrowsAsync<HttpRequestException>(() => Wait.ForAsync(call));

        Assert.Equal(ActivityStatusCode.Error, (await FlightOfAsync(first)).Status);
    }

    [Fact]
    public async Task Flight_Started_LeavesTheCallersCurrentSpanAsItWas()
    {
        using var activity = Callers.StartActivity("caller");

        var call = _chain.Client.GetStringAsync("/");
        Assert.Same(activity, Activity.Current);
        (await _wire.SendAsync(0)).Answer("hello");
        await Wait.ForAsync(call);

        Assert.Same(activity, Activity.Current);
    }

    private (Activity Activity, Task Call) Call(string name, bool isSynchronous)
    {
        using var activity = Callers.StartActivity(name)!;
        var call = isSynchronous
            ? Task.Factory.StartNew(() => _chain.Client.Send(new HttpRequestMessage(HttpMethod.Get, "/")),
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            : (Task)_chain.Client.GetStringAsync("/");
        return (activity, call);
    }

    private async Task<Activity> FlightOfAsync(Activity first)
    {
        Activity? found = null;
        await Wait.UntilAsync(() =>
        {
            lock (_stopped) found = _stopped.Find(activity => activity.Source.Name == "Coalesce.Http" && activity.TraceId == first.TraceId);
            return found is not null;
        });
        return found!;
    }
}
