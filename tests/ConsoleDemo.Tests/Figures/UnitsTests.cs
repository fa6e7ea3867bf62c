using ConsoleDemo.Figures;

namespace ConsoleDemo.Tests.Figures;

public class UnitsTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(-1_500, "-1.5 kB")]
    [InlineData(9_523_932, "9.5 MB")]
    [InlineData(2_000_000_000, "2.0 GB")]
    public void Bytes_AreReadable(long bytes, string expected) => Assert.Equal(expected, Units.Bytes(bytes));

    [Theory]
    [InlineData(0.04, "0.0")]
    [InlineData(9.94, "9.9")]
    [InlineData(1234.5, "1,234")]
    public void Milliseconds_AreReadable(double value, string expected) => Assert.Equal(expected, Units.Milliseconds(value));
}
