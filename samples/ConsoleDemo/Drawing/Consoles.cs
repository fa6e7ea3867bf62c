using Spectre.Console;

namespace ConsoleDemo.Drawing;

internal static class Consoles
{
    /// <summary>The terminal; or, where the output goes elsewhere, plain text of a width that tables fit in.</summary>
    public static IAnsiConsole Output() => Console.IsOutputRedirected ? PlainText(Console.Out) : AnsiConsole.Console;

    /// <summary>Text without escape codes.</summary>
    public static IAnsiConsole PlainText(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = 120;
        return console;
    }
}
