namespace Coalesce.Http.Benchmarks;

/// <summary>
/// One alternative in one case, over all rounds. The ratio is the median of the rounds' own; what is beyond the reference is the
/// difference of the least disturbed rounds, because whatever else the machine does stretches every nanosecond alike.
/// </summary>
internal sealed record Figures(
    string Case, string Alternative, int Rounds, double MinNs, double MedianNs, double Ratio, double BeyondNs, double Bytes, double BeyondBytes, bool? GoalMet)
{
    public static Figures Of(Case @case, Alternative alternative, IReadOnlyList<Measurement> own, IReadOnlyList<Measurement> reference)
    {
        var pairs = own.Zip(reference).ToList();
        var minNs = own.Min(m => m.Nanoseconds);
        var beyondNs = minNs - reference.Min(m => m.Nanoseconds);
        var beyondBytes = Math.Round(Median(pairs.Select(p => p.First.Bytes - p.Second.Bytes)));
        return new Figures(
            @case.Name,
            alternative.Name,
            own.Count,
            minNs,
            Median(own.Select(m => m.Nanoseconds)),
            Median(pairs.Select(p => p.First.Nanoseconds / p.Second.Nanoseconds)),
            beyondNs,
            Math.Round(Median(own.Select(m => m.Bytes))),
            beyondBytes,
            alternative.IsJudged ? beyondNs <= @case.Goal.Nanoseconds && beyondBytes <= @case.Goal.Bytes : null);
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
