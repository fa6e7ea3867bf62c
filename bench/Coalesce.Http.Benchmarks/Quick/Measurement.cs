using System.Diagnostics;

namespace Coalesce.Http.Benchmarks;

/// <summary>What one operation took, in one round.</summary>
internal readonly record struct Measurement(double Nanoseconds, double Bytes)
{
    /// <summary>
    /// Bytes are those of the whole process, to the byte: what a handler does on another thread is not free. Over thousands of
    /// operations the runtime's own few vanish.
    /// </summary>
    public static async Task<Measurement> TakeAsync(Scenario scenario, int operations)
    {
        // What the one before left behind is not this one's to clean up.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var start = Stopwatch.GetTimestamp();
        await scenario.RunAsync(operations);
        var elapsed = Stopwatch.GetElapsedTime(start);
        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        return new Measurement(elapsed.TotalNanoseconds / operations, (double)bytes / operations);
    }
}
