using System.Globalization;

namespace Coalesce.Http.Caching;

/// <summary>A date as HTTP writes it, in any of its three forms (RFC 9110, section 5.6.7).</summary>
internal static class HttpDate
{
    private const string Fixed = "ddd, dd MMM yyyy HH:mm:ss 'GMT'";
    private const string Rfc850 = "dd-MMM-yy HH:mm:ss 'GMT'";
    private static readonly string[] AscTime = ["ddd MMM dd HH:mm:ss yyyy", "ddd MMM  d HH:mm:ss yyyy"];
    private static readonly string[] Days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]; // as DayOfWeek counts

    private static volatile Written? _lastWritten;

    /// <summary>Reads a date. Anything but the three forms is none: another zone, a wrong day of the week, anything before or behind.</summary>
    /// <param name="text">The text.</param>
    /// <param name="now">Now: a year of two digits that would be more than 50 years ahead is one of the century before.</param>
    public static DateTimeOffset? Parse(ReadOnlySpan<char> text, DateTimeOffset now)
    {
        if (TryExact(text, Fixed, out var date)) return date;
        if (text.IndexOf(", ") is > 0 and var comma && Array.IndexOf(Days, text[..comma].ToString()) is >= 0 and var day) return ParseRfc850(text[(comma + 2)..], now) is { } old && (int)old.DayOfWeek == day ? old : null;
        if (text.Length != 24) return null; // a day of two digits has one space before it
        foreach (var form in AscTime)
        {
            if (TryExact(text, form, out date)) return date;
        }
        return null;
    }

    /// <summary>Writes a date. All of one second are one text, as answers come by the thousand.</summary>
    /// <remarks>Threads that write one at once may each keep theirs; all are right.</remarks>
    public static string Text(DateTimeOffset date)
    {
        var (second, written) = (date.UtcTicks / TimeSpan.TicksPerSecond, _lastWritten);
        if (written is null || written.Second != second) _lastWritten = written = new Written(second, date.ToString("R", CultureInfo.InvariantCulture));
        return written.Text;
    }

    private static DateTimeOffset? ParseRfc850(ReadOnlySpan<char> text, DateTimeOffset now)
    {
        // Two digits are read as the year 2000 and so on here, and the century is chosen below.
        if (text.Length < 9 || text[6] != '-' || !char.IsAsciiDigit(text[7]) || !char.IsAsciiDigit(text[8])) return null;
        var year = (now.Year / 100 * 100) + ((text[7] - '0') * 10) + (text[8] - '0');
        if (year > now.Year + 50) year -= 100;
        else if (year <= now.Year - 50) year += 100;
        var full = string.Concat(text[..7], year.ToString("0000", CultureInfo.InvariantCulture), text[9..]);
        return TryExact(full, Rfc850.Replace("yy", "yyyy", StringComparison.Ordinal), out var date) ? date : null;
    }

    private static bool TryExact(ReadOnlySpan<char> text, string form, out DateTimeOffset date) =>
        DateTimeOffset.TryParseExact(text, form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out date);

    private sealed record Written(long Second, string Text);
}
