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
    public void Of_WaitsWithoutAnswer_CountApartAndNotAsLatency()
    {
        var tally = Tally.Of(
            [Made.Ask(0, 10), Made.Ask(1, 900, AskEnd.Superseded, 0), Made.Ask(2, 900, AskEnd.GivenUp, 0), Made.Ask(3, 900, AskEnd.Failed, 0)], []);
        Assert.Equal((1, 1, 1), (tally.Superseded, tally.GivenUp, tally.Failed));
        Assert.Equal((10, 10), (tally.MedianMs, tally.P95Ms));
    }
}
