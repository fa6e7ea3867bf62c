using ConsoleDemo.Har;
using ConsoleDemo.Replaying;
using ConsoleDemo.Tests.Figures;

namespace ConsoleDemo.Tests.Replaying;

public class WriteOrderTests
{
    [Theory]
    [InlineData("PUT", 10, false)]
    [InlineData("PUT", 9, true)] // it was asked while the write was under way
    [InlineData("GET", 10, true)]
    public void EndedBeforeAsync_OneIsUnderWay_WaitsForWritesThatHadEnded(string method, int asked, bool isFree)
    {
        var (order, call) = (new WriteOrder(), new TaskCompletionSource());
        order.Began(At(0) with { Target = new Target(method, "http://a.example/x"), Answer = new Answer(200, [], Body.Empty, TimeSpan.FromMilliseconds(7), TimeSpan.FromMilliseconds(3)) }, call.Task);

        var wait = order.EndedBeforeAsync(At(asked));

        Assert.Equal(isFree, wait.IsCompleted);
        call.SetResult();
        Assert.True(order.EndedBeforeAsync(At(asked)).IsCompleted);
    }

    private static Exchange At(int milliseconds) => Made.Exchange(0) with { Started = DateTimeOffset.UnixEpoch.AddMilliseconds(milliseconds) };
}
