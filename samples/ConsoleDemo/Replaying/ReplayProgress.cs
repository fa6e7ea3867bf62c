using ConsoleDemo.Drawing;
using Spectre.Console;

namespace ConsoleDemo.Replaying;

/// <summary>A progress bar for each run, where somebody watches.</summary>
internal static class ReplayProgress
{
    public static Task<T> ShowAsync<T>(IAnsiConsole console, int requests, Func<Action, Action, Task<T>> play)
    {
        if (!console.IsTerminal()) return play(static () => { }, static () => { });
        return console.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn(), new SpinnerColumn())
            .StartAsync(progress =>
            {
                var plain = progress.AddTask("plain HttpClient", maxValue: requests);
                var broker = progress.AddTask("through the broker", maxValue: requests);
                return play(() => plain.Increment(1), () => broker.Increment(1));
            });
    }
}
