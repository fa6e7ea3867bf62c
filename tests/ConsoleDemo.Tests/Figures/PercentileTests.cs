using ConsoleDemo.Figures;

namespace ConsoleDemo.Tests.Figures;

public class PercentileTests
{
    [Theory]
    [InlineData(1, 50, 1)]
    [InlineData(2, 50, 1)]
    [InlineData(3, 50, 2)]
    [InlineData(10, 50, 5)]
    [InlineData(10, 95, 10)]
    [InlineData(20, 95, 19)]
    [InlineData(100, 95, 95)]
    [InlineData(100, 100, 100)]
    public void Of_OneToN_IsTheNearestRank(int count, int percent, int expected)
    {
        var values = Enumerable.Range(1, count).Select(value => TimeSpan.FromMilliseconds(value)).ToList();
        Assert.Equal(expected, Percentile.Of(values, percent).TotalMilliseconds);
    }

    [Fact]
    public void Of_None_IsZero() => Assert.Equal(TimeSpan.Zero, Percentile.Of([], 95));
}
