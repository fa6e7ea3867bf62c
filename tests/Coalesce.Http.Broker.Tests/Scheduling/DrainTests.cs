using Coalesce.Http.Broker.Messages;
using Coalesce.Http.Broker.Tests.Flights;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Broker.Tests.Scheduling;

public sealed class DrainTests
{
    [Fact]
    public async Task Drain_PausedAndAnIdleReservationTakenBack_EndsWhenTheLastThatWaitsLeaves()
    {
        using var flights = new TestFlights(settings => settings with { MaxConcurrency = 1 });
        var broker = flights.Broker;
        using var leaving = new CancellationTokenSource();
        await broker.OpenTurnAsync(new Demand(3), Turns.Name(), flight: null, CancellationToken.None);
        var waits = broker.OpenTurnAsync(new Demand(3), Turns.Name(), flight: null, leaving.Token).AsTask();
        broker.Pause();
        var drained = broker.DrainAsync(Timeout.InfiniteTimeSpan);

        flights.Time.Advance(TimeSpan.FromSeconds(1)); // the reservation goes back, but to nobody: it is paused
        Assert.False(waits.IsCompleted);
        Assert.False(drained.IsCompleted); // nothing need be told: while somebody waits, nothing is drained
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.ForAsync(waits));
        Assert.True(await Wait.ForAsync(drained));
        Assert.True(broker.Scheduler.IsIdle);
    }
}
