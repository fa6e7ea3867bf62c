using System.Globalization;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Sqlite.Tests.Killing;

/// <summary>One file, one server, and one child after the other, each killed; then one that delivers the rest.</summary>
internal sealed class KillRun : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, ToldMutation> _told = [];
    private KilledOrigin? _origin;
    private int _line;

    public int Kills { get; private set; }

    public KilledOrigin Origin => _origin!;

    public IReadOnlyDictionary<string, ToldMutation> Told => _told;

    public static async Task<KillRun> StartAsync() => new() { _origin = await KilledOrigin.StartAsync() };

    public SqliteOutboxStore Open() => _folder.Store();

    /// <summary>Kills a child when it comes to a point for the so manieth time.</summary>
    /// <returns>What the child said of where it stood: the key, or for a compaction how many were committed before.</returns>
    public async Task<string> KillAtAsync(KillPoint point, int pass)
    {
        // A PUT that has no answer lets those behind it wait, and be compacted.
        Origin.HoldsPuts = point == KillPoint.InCompaction;
        using var child = Mutate(point, pass);
        var stopped = "";
        while (await child.ReadAsync() is { } line)
        {
            Take(line);
            if (!line.StartsWith("at ", StringComparison.Ordinal)) continue;
            stopped = line.Split(' ')[2];
            child.Kill();
        }
        await EndAsync(child);
        Assert.NotEqual("", stopped);
        return stopped;
    }

    /// <summary>Kills a child as soon as it has written so many lines.</summary>
    public async Task KillAfterLinesAsync(int lines)
    {
        using var child = Mutate(KillPoint.None, 1);
        while (await child.ReadAsync() is { } line)
        {
            Take(line);
            if (--lines == 0) child.Kill();
        }
        await EndAsync(child);
    }

    /// <summary>Kills a child while the server has a request of it in its hands.</summary>
    public async Task KillAtRequestAsync(int after, bool afterAccepting)
    {
        using var child = Mutate(KillPoint.None, 1);
        Origin.Trap(after, afterAccepting, child.Kill);
        while (await child.ReadAsync() is { } line) Take(line);
        await EndAsync(child);
    }

    /// <summary>Has a last child deliver what is left.</summary>
    public async Task DrainAsync()
    {
        Origin.HoldsPuts = false;
        using var child = new KilledChild("drain", _folder.File, Origin.Address.ToString());
        var last = "";
        while (await child.ReadAsync() is { } line) last = line;
        await child.ExitAsync();
        Assert.Equal("", await Wait.ForAsync(child.Errors));
        Assert.Equal("drained", last);
    }

    public async ValueTask DisposeAsync()
    {
        await Origin.DisposeAsync();
        _folder.Dispose();
    }

    private KilledChild Mutate(KillPoint point, int pass) => new(
        "mutate", _folder.File, Origin.Address.ToString(), Kills.ToString(CultureInfo.InvariantCulture), point.ToString(), pass.ToString(CultureInfo.InvariantCulture));

    private async Task EndAsync(KilledChild child)
    {
        await child.ExitAsync();
        Assert.Equal("", await Wait.ForAsync(child.Errors));
        Assert.Equal(128 + 9, child.ExitCode); // it never ends by itself
        Kills++;
    }

    private void Take(string line)
    {
        var number = ++_line;
        if (line.Split(' ') is not [var what, var key, var more]) return;
        if (what == "begin") _told.Add(key, new ToldMutation(key, more, number));
        if (what == "ack") _told[key].Acknowledged = (number, int.Parse(more, CultureInfo.InvariantCulture));
    }
}
