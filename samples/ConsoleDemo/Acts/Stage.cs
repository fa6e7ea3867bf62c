using ConsoleDemo.Drawing;
using Spectre.Console;

namespace ConsoleDemo.Acts;

/// <summary>Where an act is played: the console, and the time.</summary>
internal sealed class Stage(IAnsiConsole console, TimeProvider time)
{
    public IAnsiConsole Console => console;

    public TimeProvider Time => time;

    /// <summary>Waits for something that gives no signal, at most five seconds.</summary>
    /// <returns>Whether it came to be.</returns>
    public async Task<bool> UntilAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        var limit = time.GetTimestamp() + 5 * time.TimestampFrequency;
        while (!condition())
        {
            if (time.GetTimestamp() > limit) return false;
            await Task.Delay(TimeSpan.FromMilliseconds(5), time, cancellationToken);
        }
        return true;
    }

    /// <summary>Tells a terminal what goes on meanwhile; where there is none, only the results are of use.</summary>
    public Task<T> WhileAsync<T>(string what, Func<Task<T>> play) =>
        console.IsTerminal()
            ? console.Status().StartAsync(Markup.Escape(what), _ => play())
            : play();
}
