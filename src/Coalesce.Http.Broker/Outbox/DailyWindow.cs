using System.Globalization;

namespace Coalesce.Http.Broker.Outbox;

/// <summary>Hours of the local day, as in <c>22:00-06:00</c>: from the first, included, to the second, excluded.</summary>
internal readonly record struct DailyWindow(TimeOnly From, TimeOnly To)
{
    /// <exception cref="FormatException">The text is no window; the message says why.</exception>
    public static DailyWindow Parse(string text)
    {
        var dash = text.IndexOf('-');
        if (dash < 0 || !TryParse(text.AsSpan(0, dash), out var from) || !TryParse(text.AsSpan(dash + 1), out var to))
            throw new FormatException($"'{text}' is not a window of the day: write two times, as in '22:00-06:00'.");
        if (from == to) throw new FormatException($"'{text}' begins and ends at the same time: leave it out for the whole day.");
        return new DailyWindow(from, to);
    }

    public bool IsOpen(DateTimeOffset now, TimeZoneInfo zone) => Contains(TimeOnly.FromTimeSpan(TimeZoneInfo.ConvertTime(now, zone).TimeOfDay));

    /// <summary>When it opens next; now, when it is open.</summary>
    public DateTimeOffset NextOpen(DateTimeOffset now, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(now, zone);
        if (Contains(TimeOnly.FromTimeSpan(local.TimeOfDay))) return now;
        var date = DateOnly.FromDateTime(local.DateTime);
        var opens = date.ToDateTime(From);
        if (opens <= local.DateTime) opens = opens.AddDays(1);
        // In the hour that a change of the clocks leaves out, it opens at the first moment after it.
        while (zone.IsInvalidTime(opens)) opens = opens.AddMinutes(1);
        // In the hour that comes twice it opens at the first of both moments that is not over.
        if (zone.IsAmbiguousTime(opens) && new DateTimeOffset(opens, zone.GetAmbiguousTimeOffsets(opens).Max()) is var first && first >= now) return first.ToUniversalTime();
        return new DateTimeOffset(opens, zone.GetUtcOffset(opens)).ToUniversalTime();
    }

    private bool Contains(TimeOnly time) => From < To ? time >= From && time < To : time >= From || time < To;

    private static bool TryParse(ReadOnlySpan<char> text, out TimeOnly time) =>
        TimeOnly.TryParseExact(text.Trim(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
}
