using System.Globalization;
using Coalesce.Http.Broker.Outbox;

namespace Coalesce.Http.Broker.Tests.Outbox;

public sealed class DailyWindowTests
{
    // As in Berlin in 2030: on at 31 March 02:00, off at 27 October 03:00.
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(1), "test", "test", "test summer",
    [
        TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(
            DateTime.MinValue.Date, DateTime.MaxValue.Date, TimeSpan.FromHours(1),
            TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new DateTime(1, 1, 1, 2, 0, 0), 3, 5, DayOfWeek.Sunday),
            TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new DateTime(1, 1, 1, 3, 0, 0), 10, 5, DayOfWeek.Sunday)),
    ]);

    [Theory]
    [InlineData("22:00-06:00", "2030-01-10T12:00+01:00", "2030-01-10T22:00+01:00")]
    [InlineData("22:00-06:00", "2030-01-10T23:00+01:00", "2030-01-10T23:00+01:00")]
    [InlineData("22:00-06:00", "2030-01-11T00:00+01:00", "2030-01-11T00:00+01:00")]
    [InlineData("22:00-06:00", "2030-01-11T05:59+01:00", "2030-01-11T05:59+01:00")]
    [InlineData("22:00-06:00", "2030-01-11T06:00+01:00", "2030-01-11T22:00+01:00")]
    [InlineData("22:00-06:00", "2030-01-11T22:00+01:00", "2030-01-11T22:00+01:00")]
    [InlineData("08:00-09:00", "2030-01-11T07:00+01:00", "2030-01-11T08:00+01:00")]
    [InlineData("08:00-09:00", "2030-01-11T09:00+01:00", "2030-01-12T08:00+01:00")]
    [InlineData("23:00-00:00", "2030-01-11T00:00+01:00", "2030-01-11T23:00+01:00")]
    [InlineData("02:30-04:00", "2030-03-31T01:00+01:00", "2030-03-31T03:00+02:00")] // 02:30 is left out that day
    [InlineData("02:30-04:00", "2030-10-27T01:00+02:00", "2030-10-27T02:30+02:00")] // 02:30 comes twice: the first
    [InlineData("02:30-04:00", "2030-10-27T02:10+01:00", "2030-10-27T02:30+01:00")] // between the two: the second
    [InlineData("03:00-04:00", "2030-10-26T22:00+02:00", "2030-10-27T03:00+01:00")]
    [InlineData("03:00-04:00", "2030-03-30T22:00+01:00", "2030-03-31T03:00+02:00")]
    public void NextOpen_IsTheFirstMomentInIt(string window, string now, string opens)
    {
        var at = DateTimeOffset.Parse(now, CultureInfo.InvariantCulture);

        Assert.Equal(DateTimeOffset.Parse(opens, CultureInfo.InvariantCulture), DailyWindow.Parse(window).NextOpen(at, Zone));
    }

    [Theory]
    [InlineData("22:00")]
    [InlineData("22:00-22:00")]
    [InlineData("24:00-06:00")]
    [InlineData("10-11")]
    [InlineData("")]
    [InlineData("22:00-06:00-07:00")]
    public void Parse_NoWindow_SaysWhatItReadAndWhatToWrite(string text)
    {
        var error = Assert.Throws<FormatException>(() => DailyWindow.Parse(text));

        Assert.Contains($"'{text}'", error.Message, StringComparison.Ordinal);
    }
}
