namespace ConsoleDemo.Figures;

internal static class Percentile
{
    /// <summary>The smallest value that at least so many percent of all do not exceed (nearest rank); zero of none.</summary>
    /// <param name="sorted">The values, in ascending order.</param>
    /// <param name="percent">1 to 100.</param>
    public static TimeSpan Of(IReadOnlyList<TimeSpan> sorted, int percent)
    {
        if (sorted.Count == 0) return TimeSpan.Zero;
        var rank = (int)Math.Ceiling(sorted.Count * (percent / 100.0));
        return sorted[Math.Max(rank, 1) - 1];
    }
}
