using ConsoleDemo.Drawing;

namespace ConsoleDemo.Tests.Drawing;

public class TimeAxisTests
{
    [Theory]
    [InlineData(0, "0 ms")]
    [InlineData(100, "0 ms, 20 ms, 40 ms, 60 ms, 80 ms, 100 ms")]
    [InlineData(2142, "0 s, 0.5 s, 1 s, 1.5 s, 2 s")]
    [InlineData(109_000, "0 s, 20 s, 40 s, 60 s, 80 s, 100 s")]
    public void Marks_AreRoundAndFew(int milliseconds, string expected)
    {
        var end = TimeSpan.FromMilliseconds(milliseconds);
        Assert.Equal(expected, string.Join(", ", TimeAxis.Marks(end).Select(mark => TimeAxis.Label(mark, end))));
    }
}
