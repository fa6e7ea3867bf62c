using Coalesce.Http.Caching;

namespace Coalesce.Http.Tests.Caching;

/// <summary>RFC 9110, section 5.6.7.</summary>
public sealed class HttpDateTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("Sun, 06 Nov 1994 08:49:37 GMT")]
    [InlineData("Sunday, 06-Nov-94 08:49:37 GMT")]
    [InlineData("Sun Nov  6 08:49:37 1994")]
    public void Parse_EachForm_IsTheSameMoment(string text) =>
        Assert.Equal(new DateTimeOffset(1994, 11, 6, 8, 49, 37, TimeSpan.Zero), HttpDate.Parse(text, Now));

    [Theory]
    [InlineData("Wednesday, 06-Nov-30 08:49:37 GMT", 2030)]
    [InlineData("Friday, 06-Nov-76 08:49:37 GMT", 2076)]
    [InlineData("Sunday, 06-Nov-77 08:49:37 GMT", 1977)]
    [InlineData("Sunday, 06-Nov-94 08:49:37 GMT", 1994)]
    public void Parse_TwoDigits_AreAtMost50YearsAhead(string text, int year) => Assert.Equal(year, HttpDate.Parse(text, Now)?.Year);

    [Theory]
    [InlineData("Wednesday, 01-Jan-03 00:00:00 GMT", 2098, 2103)]
    [InlineData("Tuesday, 01-Jan-02 00:00:00 GMT", 2026, 2002)]
    public void Parse_TwoDigits_AreOfTheCenturyThatIsNear(string text, int now, int year)
    {
        var read = HttpDate.Parse(text, new DateTimeOffset(now, 1, 1, 0, 0, 0, TimeSpan.Zero));

        // The day of the week is that of one century alone: the other is no date.
        Assert.True(read is null || read.Value.Year == year);
        Assert.True(now != 2026 || read is not null);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("")]
    [InlineData("now")]
    [InlineData("Sun, 06 Nov 1994 08:49:37")]
    [InlineData("Sun, 06 Nov 1994 08:49:37 UTC")]
    [InlineData("Sun, 06 Nov 1994 08:49:37 +0100")]
    [InlineData("Mon, 06 Nov 1994 08:49:37 GMT")]
    [InlineData("Sun, 6 Nov 1994 08:49:37 GMT")]
    [InlineData("Sun, 06 Nov 94 08:49:37 GMT")]
    [InlineData("Sun, 06 Nov 1994 8:49:37 GMT")]
    [InlineData("Sun, 32 Nov 1994 08:49:37 GMT")]
    [InlineData("Sun, 06 Nov 1994 25:49:37 GMT")]
    [InlineData("1994-11-06T08:49:37Z")]
    [InlineData("Sunday, 06-Nov-9x 08:49:37 GMT")]
    [InlineData("Sunday, 06-Nov-94")]
    [InlineData("Sun, 06 Nov 1994 08:49:37 GMT ")]
    public void Parse_AnythingElse_IsNoDate(string text) => Assert.Null(HttpDate.Parse(text, Now));
}
