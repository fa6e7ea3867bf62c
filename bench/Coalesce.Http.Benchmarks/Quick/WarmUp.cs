using System.Runtime;

namespace Coalesce.Http.Benchmarks;

/// <summary>
/// Runs everything before anything is measured, until the compiler has nothing left to improve. The runtime compiles in
/// steps, in the background, and only once it has been quiet for 100 ms: a fixed number of runs is too few on a busy machine.
/// </summary>
internal static class WarmUp
{
    private const int Operations = 1_000;
    private const int MostSweeps = 60;
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(250);

    public static async Task RunAsync(IReadOnlyCollection<Scenario> scenarios)
    {
        foreach (var scenario in scenarios) await scenario.CheckAsync();

        var compiled = -1L;
        for (int sweep = 0, unchanged = 0; sweep < MostSweeps && unchanged < 3; sweep++)
        {
            foreach (var scenario in scenarios) await scenario.RunAsync(Operations);
            await Task.Delay(Quiet);
            unchanged = JitInfo.GetCompiledMethodCount() == compiled ? unchanged + 1 : 0;
            compiled = JitInfo.GetCompiledMethodCount();
        }
    }
}
