namespace Coalesce.Http.Benchmarks;

/// <summary>One alternative in one case, over all rounds. Differences and ratios are taken within a round, then their median.</summary>
internal sealed record Figures(
    string Case, string Alternative, int Rounds, double MinNs, double MedianNs, double Ratio, double BeyondNs, double Bytes, double BeyondBytes, bool? GoalMet)
{
    public static Figures Of(Case @case, Alternative alternative, IReadOnlyList<Measurement> own, IReadOnlyList<Measurement> reference)
    {
        var pairs = own.Zip(reference).ToList();
        var beyondNs = Median(pairs.Select(p => p.First.Nanoseconds - p.Second.Nanoseconds));
        var beyondBytes = Math.Round(Median(pairs.Select(p => p.First.Bytes - p.Second.Bytes)));
        return new Figures(
            @case.Name,
            alternative.Name,
            own.Count,
            own.Min(m => m.Nanoseconds),
            Median(own.Select(m => m.Nanoseconds)),
            Median(pairs.Select(p => p.First.Nanoseconds / p.Second.Nanoseconds)),
            beyondNs,
            Math.Round(Median(own.Select(m => m.Bytes))),
            beyondBytes,
            alternative.IsOurs ? beyondNs <= @case.Goal.Nanoseconds && beyondBytes <= @case.Goal.Bytes : null);
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
