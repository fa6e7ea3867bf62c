using System.Diagnostics;

namespace Coalesce.Http.Benchmarks;

/// <summary>All cases in one process, the alternatives of a case in turns: A B C D, A B C D.</summary>
internal static class QuickRun
{
    private const int FewestRounds = 7;
    private static readonly TimeSpan TimePerCase = TimeSpan.FromSeconds(5);

    public static async Task<IReadOnlyList<Figures>> RunAsync(IReadOnlyList<Case> cases, Action<Case, IReadOnlyList<Figures>> done)
    {
        var scenarios = cases.ToDictionary(c => c, c => c.Alternatives.ToDictionary(a => a, c.Create));
        await WarmUp.RunAsync([.. scenarios.Values.SelectMany(s => s.Values)]);

        var all = new List<Figures>();
        foreach (var @case in cases)
        {
            var figures = await MeasureAsync(@case, scenarios[@case]);
            done(@case, figures);
            all.AddRange(figures);
            foreach (var scenario in scenarios[@case].Values) scenario.Dispose();
        }

        return all;
    }

    private static async Task<IReadOnlyList<Figures>> MeasureAsync(Case @case, Dictionary<Alternative, Scenario> scenarios)
    {
        var measurements = @case.Alternatives.ToDictionary(a => a, _ => new List<Measurement>());
        var start = Stopwatch.GetTimestamp();
        for (var round = 0; round < FewestRounds || Stopwatch.GetElapsedTime(start) < TimePerCase; round++)
        {
            // Each begins a round in its turn, lest one always follow the one that leaves the most behind.
            foreach (var alternative in @case.Alternatives.Select((_, i) => @case.Alternatives[(i + round) % @case.Alternatives.Count]))
                measurements[alternative].Add(await Measurement.TakeAsync(scenarios[alternative], @case.Operations));
        }

        return [.. @case.Alternatives.Select(a => Figures.Of(@case, a, measurements[a], measurements[@case.Reference]))];
    }
}
