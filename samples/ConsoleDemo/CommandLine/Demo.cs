using System.Globalization;
using ConsoleDemo.Acts;
using ConsoleDemo.Outboxes;
using ConsoleDemo.Replaying;
using Spectre.Console;

namespace ConsoleDemo.CommandLine;

/// <summary>Runs what the command line asks for.</summary>
internal sealed class Demo(IAnsiConsole console, TextWriter errors, TimeProvider time)
{
    /// <returns>The process's exit code; see <see cref="Usage"/>.</returns>
    public async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        try
        {
            return args switch
            {
                [] => Code(await new Programme(console, time).PlayAsync(Programme.Acts, cancellationToken)),
                ["-h" or "--help" or "help"] or ["replay" or "outbox", "-h" or "--help"] => Help(),
                ["replay", .. var rest] => Code(await new ReplayCommand(console, time).RunAsync(ReplayOptions.Parse(rest), cancellationToken)),
                ["outbox", .. var rest] => Code(await new OutboxCommand(console, time).RunAsync(OutboxArguments.Parse(rest), cancellationToken)),
                // What KillAct starts; no user does.
                [LikingChild.Command, var file, var origin, var from] => Code(await LikingChild.RunAsync(
                    Console.In, console.Profile.Out.Writer, file, origin, int.Parse(from, CultureInfo.InvariantCulture), cancellationToken)),
                _ => throw new UsageException($"There is no command {args[0]}."),
            };
        }
        catch (UsageException e)
        {
            errors.WriteLine($"{e.Message}\n\n{Usage.Text}");
            return 2;
        }
        catch (InputException e)
        {
            errors.WriteLine(e.Message);
            return 2;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            errors.WriteLine("Stopped.");
            return 130;
        }
    }

    private int Help()
    {
        // Not through the console: it would wrap the lines.
        console.Profile.Out.Writer.WriteLine(Usage.Text);
        return 0;
    }

    private static int Code(bool allIsWell) => allIsWell ? 0 : 1;
}
