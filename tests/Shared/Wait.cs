using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Coalesce.Http.Testing;

/// <summary>Bounds every wait of a test, so that a hang fails with a message instead of stopping the suite.</summary>
internal static class Wait
{
    /// <summary>Generous, because a loaded machine must not fail a correct test; nothing waits this long unless it hangs.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static async Task ForAsync(Task task, [CallerArgumentExpression(nameof(task))] string what = "")
    {
        try
        {
            await task.WaitAsync(Limit);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            throw Hung(what);
        }
    }

    public static async Task<T> ForAsync<T>(Task<T> task, [CallerArgumentExpression(nameof(task))] string what = "")
    {
        await ForAsync((Task)task, what);
        return await task;
    }

    public static Task ForAsync(ValueTask task, [CallerArgumentExpression(nameof(task))] string what = "") =>
        ForAsync(task.AsTask(), what);

    public static Task<T> ForAsync<T>(ValueTask<T> task, [CallerArgumentExpression(nameof(task))] string what = "") =>
        ForAsync(task.AsTask(), what);

    /// <summary>
    /// For a state that another thread reaches soon and announces to nobody, such as an empty map after the last reader left.
    /// Prefer a signal.
    /// </summary>
    public static async Task UntilAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(started) > Limit) throw Hung(what);
            await Task.Yield();
        }
    }

    private static TimeoutException Hung(string what) => new($"Still waiting after {Limit.TotalSeconds:0} s for: {what}");
}
