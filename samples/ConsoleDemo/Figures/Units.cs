using System.Globalization;

namespace ConsoleDemo.Figures;

/// <summary>Numbers as people read them.</summary>
internal static class Units
{
    public static string Bytes(long bytes) => Math.Abs(bytes) switch
    {
        < 1_000 => $"{bytes} B",
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} kB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB"),
    };

    public static string Milliseconds(double value) =>
        value < 10 ? string.Create(CultureInfo.InvariantCulture, $"{value:0.0}") : string.Create(CultureInfo.InvariantCulture, $"{value:N0}");

    public static string Seconds(TimeSpan value) => string.Create(CultureInfo.InvariantCulture, $"{value.TotalSeconds:0.0} s");

    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
