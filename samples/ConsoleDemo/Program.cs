using ConsoleDemo.Acts;
using Spectre.Console;

namespace ConsoleDemo;

internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        var held = await new Programme(AnsiConsole.Console, TimeProvider.System).PlayAsync(Programme.Acts, default);
        return held ? 0 : 1;
    }
}
