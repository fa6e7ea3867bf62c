using ConsoleDemo.CommandLine;
using ConsoleDemo.Drawing;

namespace ConsoleDemo;

internal static class Program
{
    private static Task<int> Main(string[] args)
    {
        var stopping = new CancellationTokenSource();
        Console.CancelKeyPress += (_, key) =>
        {
            key.Cancel = true;
            stopping.Cancel();
        };
        return new Demo(Consoles.Output(), Console.Error, TimeProvider.System).RunAsync(args, stopping.Token);
    }
}
