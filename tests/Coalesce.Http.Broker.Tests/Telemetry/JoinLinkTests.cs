using System.Diagnostics;
using Coalesce.Http.Broker.Tests.Flights;

namespace Coalesce.Http.Broker.Tests.Telemetry;

public sealed class JoinLinkTests
{
    [Fact]
    public void Join_BesideTheStartOfTheFlightsSpan_NeverLinksToASpanThatHasNotBegun()
    {
        var name = Guid.NewGuid().ToString();
        using var source = new ActivitySource(name);
        using var listener = new ActivityListener
        {
            ShouldListenTo = from => from.Name == "Coalesce.Http" || from == source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        TestFlights? flights = null;
        var joiners = new List<Activity>();
        var time = new AskedTime(() =>
        {
            // The event of the start asks for the time: here another caller joins.
            if (joiners.Count > 0) return;
            using var joiner = source.StartActivity("joiner")!;
            joiners.Add(joiner);
            _ = flights!.Share();
        });
        using var running = flights = new TestFlights(settings => settings with { Name = name, Time = time });
        _ = flights.Broker.Events.GetAsyncEnumerator();

        _ = flights.Share();

        Assert.Equal(2, flights.Broker.GetFlights().Single().Callers);
        Assert.NotEqual(default, joiners.Single().Links.Single().Context.SpanId);
    }

    private sealed class AskedTime(Action asked) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow()
        {
            asked();
            return base.GetUtcNow();
        }
    }
}
