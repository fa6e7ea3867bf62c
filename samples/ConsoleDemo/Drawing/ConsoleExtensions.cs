using Spectre.Console;

namespace ConsoleDemo.Drawing;

internal static class ConsoleExtensions
{
    /// <summary>Whether somebody watches: only then is anything redrawn.</summary>
    public static bool IsTerminal(this IAnsiConsole console) => console.Profile.Out.IsTerminal && console.Profile.Capabilities.Ansi;

    /// <summary>A line of plain text: nothing in it is taken for markup.</summary>
    public static void Line(this IAnsiConsole console, string text, Style? style = null)
    {
        console.Write(new Text(text, style));
        console.WriteLine();
    }

    /// <summary>A sign that every terminal can show.</summary>
    public static string Sign(this IAnsiConsole console, string unicode, string ascii) =>
        console.Profile.Capabilities.Unicode ? unicode : ascii;
}
