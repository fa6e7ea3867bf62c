using System.Globalization;
using Coalesce.Http.Broker;
using ConsoleDemo.Drawing;
using Spectre.Console;

namespace ConsoleDemo.Outboxes;

/// <summary>The entries of a file at a glance.</summary>
internal static class OutboxTable
{
    /// <summary>How many characters the columns beside client, URI and lane take.</summary>
    private const int OtherColumns = 75;

    /// <summary>Of an id; its end, since ids of one time begin alike.</summary>
    private const int IdLength = 8;

    public static void Write(IAnsiConsole console, IReadOnlyCollection<OutboxEntry> entries, DateTimeOffset now)
    {
        if (entries.Count == 0)
        {
            console.Line("The outbox is empty.");
            return;
        }
        var room = Math.Max((console.Profile.Width - OtherColumns) / 3, 12);
        var table = new Table().SafeBorder();
        foreach (var heading in new[] { "Id", "Client", "State", "Method", "URI", "Lane", "Att.", "Age", "Not before" }) table.AddColumn(new TableColumn(heading).NoWrap());
        foreach (var entry in entries)
        {
            table.AddRow(
                Cell(entry.Id.ToString("n")[^IdLength..], IdLength),
                Cell(entry.Client, room),
                Cell(entry.State.ToString(), 10),
                Cell(entry.Method, 7),
                Cell(entry.Uri.AbsoluteUri, room),
                Cell(entry.Lane, room),
                Cell(entry.AttemptCount.ToString(CultureInfo.InvariantCulture), 5),
                Cell(Age(now - entry.CreatedAt), 6),
                Cell(entry.State == OutboxState.Waiting && entry.NotBefore > now ? Ahead(entry.NotBefore, now) : "", 12));
        }
        console.Write(table);
        var states = entries.GroupBy(entry => entry.State).OrderBy(state => state.Key).Select(state => $"{state.Count()} {Lower(state.Key)}");
        console.Line($"{entries.Count} in all: {string.Join(", ", states)}.");
    }

    public static string Age(TimeSpan age) => age switch
    {
        { TotalSeconds: < 1 } => "0 s", // also of one that was made before the clock was set back
        { TotalMinutes: < 2 } => $"{(int)age.TotalSeconds} s",
        { TotalHours: < 2 } => $"{(int)age.TotalMinutes} min",
        { TotalDays: < 2 } => $"{(int)age.TotalHours} h",
        _ => $"{(int)age.TotalDays} d",
    };

    private static string Ahead(DateTimeOffset at, DateTimeOffset now) => $"in {Age(at - now)}";

    private static string Lower(OutboxState state) => state.ToString().ToLowerInvariant();

    private static Text Cell(string text, int room) => new(Labels.Shorten(Visible.Line(text), room));
}
