using System.Globalization;

namespace ConsoleDemo.Drawing;

/// <summary>Round moments to mark on an axis from zero to some end.</summary>
internal static class TimeAxis
{
    /// <summary>Moments 1, 2 or 5 times a power of ten apart, at most six after zero.</summary>
    public static IReadOnlyList<TimeSpan> Marks(TimeSpan end)
    {
        var step = Step(Math.Max(end.TotalMilliseconds, 1) / 6);
        var marks = new List<TimeSpan>();
        for (var i = 0; i * step <= end.TotalMilliseconds; i++) marks.Add(TimeSpan.FromMilliseconds(i * step));
        return marks;
    }

    public static string Label(TimeSpan moment, TimeSpan end) => end.TotalSeconds < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{moment.TotalMilliseconds:0.##} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{moment.TotalSeconds:0.##} s");

    private static double Step(double least)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        foreach (var factor in new[] { 1, 2, 5 })
        {
            if (factor * power >= least) return factor * power;
        }
        return 10 * power;
    }
}
