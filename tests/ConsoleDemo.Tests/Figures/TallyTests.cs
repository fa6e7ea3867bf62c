using ConsoleDemo.Asking;
using ConsoleDemo.Figures;

namespace ConsoleDemo.Tests.Figures;

public class TallyTests
{
    [Fact]
    public void Of_JoinedCallers_SavesWhatWasNotSent()
    {
        var tally = Tally.Of([Made.Ask(0, 10), Made.Ask(1, 20), Made.Ask(2, 30)], [Made.Sent(0)]);
        Assert.Equal((3, 1, 300, 100, 200), (tally.Asked, tally.Sent, tally.BytesAsked, tally.BytesSent, tally.BytesSaved));
        Assert.Equal((20, 30), (tally.MedianMs, tally.P95Ms));
    }

    [Fact]
    public void Of_AnswersOfTheCache_CountBesideThoseOfFlights()
    {
        var tally = Tally.Of(
            [Made.Ask(0, 1), Made.Ask(1, 1), With(2, "hit; ttl=1"), With(3, "hit; ttl=-1"), With(4, "fwd=stale; fwd-status=304"), With(5, "fwd=miss") with { HasOtherBody = true }],
            [Made.Sent(0), Made.Sent(4, bytes: 0), Made.Sent(5)]);
        Assert.Equal((6, 3, 1, 2, 1, 300, 1), (tally.Asked, tally.Sent, tally.Joined, tally.Hits, tally.Revalidations, tally.BytesKept, tally.OtherBodies));

        static Ask With(int id, string cacheStatus) => Made.Ask(id, 1) with { CacheStatus = cacheStatus };
    }

    [Fact]
    public void Of_WaitsWithoutAnswer_CountApartAndNotAsLatency()
    {
        var tally = Tally.Of(
            [Made.Ask(0, 10), Made.Ask(1, 900, AskEnd.Superseded, 0), Made.Ask(2, 900, AskEnd.GivenUp, 0), Made.Ask(3, 900, AskEnd.Failed, 0)], []);
        Assert.Equal((1, 1, 1), (tally.Superseded, tally.GivenUp, tally.Failed));
        Assert.Equal((10, 10), (tally.MedianMs, tally.P95Ms));
    }
}
