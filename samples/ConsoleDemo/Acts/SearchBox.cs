using System.Collections.Concurrent;
using ConsoleDemo.Drawing;
using Spectre.Console;

namespace ConsoleDemo.Acts;

/// <summary>A search box, redrawn at every key stroke where there is a terminal.</summary>
internal sealed class SearchBox(IAnsiConsole console)
{
    private readonly ConcurrentQueue<string> _shown = [];
    private Action<string> _redraw = _ => { };

    /// <summary>Every answer that was shown, in order.</summary>
    public string[] Shown => [.. _shown];

    public void Type(string text) => _redraw(text);

    public void Show(string answer) => _shown.Enqueue(answer);

    public Task<T> ShowAsync<T>(Func<Task<T>> play)
    {
        if (!console.IsTerminal()) return play();
        return console.Live(new Text("")).AutoClear(true).StartAsync(live =>
        {
            _redraw = text => live.UpdateTarget(new Panel(new Text($"{text}_")).Header("search").RoundedBorder().SafeBorder());
            return play();
        });
    }
}
