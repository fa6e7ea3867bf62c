using ConsoleDemo.Drawing;
using Spectre.Console;

namespace ConsoleDemo.Acts;

/// <summary>What is queued, being replayed and delivered, a row for each thing that happens to the origin; redrawn where there is a terminal, and drawn once at the end elsewhere.</summary>
internal sealed class LikeBoard(IAnsiConsole console)
{
    private readonly List<(string Phase, LikeTally Tally)> _rows = [];
    private Action _redraw = static () => { };

    /// <summary>Begins a row.</summary>
    public void Begin(string phase) => _rows.Add((phase, default));

    /// <summary>Writes the last row anew.</summary>
    public void Show(LikeTally tally)
    {
        _rows[^1] = (_rows[^1].Phase, tally);
        _redraw();
    }

    public async Task<T> ShowAsync<T>(Func<Task<T>> play)
    {
        var result = console.IsTerminal()
            ? await console.Live(new Text("")).AutoClear(true).StartAsync(live =>
            {
                _redraw = () => live.UpdateTarget(Draw());
                return play();
            })
            : await play();
        console.Write(Draw());
        return result;
    }

    private Table Draw()
    {
        var table = new Table().SafeBorder().AddColumns("The origin", "Liked", "Own answer", "202", "Queued", "Replaying", "Delivered");
        foreach (var (phase, tally) in _rows)
        {
            table.AddRow(new Text(phase), new Text($"{tally.Own + tally.Accepted}"), new Text($"{tally.Own}"), new Text($"{tally.Accepted}"),
                new Text($"{tally.Queued}"), new Text($"{tally.Replaying}"), new Text($"{tally.Delivered}"));
        }
        return table;
    }
}
