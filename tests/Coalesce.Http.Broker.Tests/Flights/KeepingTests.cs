using Coalesce.Http.Broker.Flights;
using Coalesce.Http.Broker.Messages;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Broker.Tests.Flights;

/// <summary>When the answer of a flight is handed over for keeping.</summary>
public sealed class KeepingTests
{
    [Fact]
    public async Task Share_WhileAWholeAnswerIsBeingKept_JoinsItsFlight()
    {
        var keeper = new Keeper();
        using var flights = new TestFlights(settings => settings with { Keeper = keeper });
        Task<HttpResponseMessage>? late = null;
        keeper.KeepsWhole = () => late ??= flights.Share();

        var first = flights.Share()!;
        (await flights.Wire.SendAsync(0)).GiveHead(response => response.Content = new StringContent("whole"));

        Assert.Equal("whole", await Wait.ForAsync((await Wait.ForAsync(first)).Content.ReadAsStringAsync()));
        Assert.Equal("whole", await Wait.ForAsync((await Wait.ForAsync(late!)).Content.ReadAsStringAsync()));
        Assert.Equal(1, flights.Wire.Count);
        await flights.AssertEmptyAsync();
    }

    [Fact]
    public async Task Share_OfAWholeAnswerThatNobodyJoins_KeepsItOnce()
    {
        var keeper = new Keeper();
        using var flights = new TestFlights(settings => settings with { Keeper = keeper });
        var first = flights.Share()!;

        (await flights.Wire.SendAsync(0)).GiveHead(response => response.Content = new StringContent("whole"));
        await Wait.ForAsync(first);

        Assert.Equal((1, 0), (keeper.Wholes, keeper.Heads));
        await flights.AssertEmptyAsync();
    }

    private sealed class Keeper : IAnswerKeeper
    {
        public Action KeepsWhole { get; set; } = () => { };

        public int Wholes { get; private set; }

        public int Heads { get; private set; }

        public IBodySink? Keep(Flight flight, HttpResponseMessage response)
        {
            Heads++;
            return null;
        }

        public void KeepWhole(Flight flight, HttpResponseMessage response)
        {
            Wholes++;
            KeepsWhole();
        }

        public void SawWrite(Uri uri, in Partition partition, in FlightMoment moment)
        {
        }
    }
}
