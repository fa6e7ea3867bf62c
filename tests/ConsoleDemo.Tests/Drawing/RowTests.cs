using ConsoleDemo.Asking;
using ConsoleDemo.Drawing;
using ConsoleDemo.Tests.Figures;

namespace ConsoleDemo.Tests.Drawing;

public class RowTests
{
    [Fact]
    public void Of_CallerWhoseRequestWasSent_WaitsAndIsAtTheOrigin() =>
        Assert.Equal([BarKind.Waiting, BarKind.AtOrigin], Kinds(AskEnd.Answered, sent: true));

    [Fact]
    public void Of_CallerWhoGotAnothersAnswer_Joined() => Assert.Equal([BarKind.Joined], Kinds(AskEnd.Answered, sent: false));

    [Theory]
    [InlineData("hit; ttl=1")]
    [InlineData("fwd=stale; detail=unreachable")]
    public void Of_CallerWhoGotWhatIsKept_IsOfTheCache(string cacheStatus) =>
        Assert.Equal([BarKind.Kept], Row.Of("", Made.Ask(0, 10) with { CacheStatus = cacheStatus }, []).Bars.Select(bar => bar.Kind));

    [Fact]
    public void Of_SupersededAtTheOrigin_IsAborted() =>
        Assert.Equal([BarKind.Unanswered, BarKind.Aborted], Kinds(AskEnd.Superseded, sent: true, aborted: true));

    [Fact]
    public void Of_SupersededBeforeItWasSent_IsUnanswered() => Assert.Equal([BarKind.Unanswered], Kinds(AskEnd.Superseded, sent: false));

    private static IEnumerable<BarKind> Kinds(AskEnd end, bool sent, bool aborted = false) =>
        Row.Of("", Made.Ask(0, 10, end), sent ? [Made.Sent(0, aborted: aborted)] : []).Bars.Select(bar => bar.Kind);
}
