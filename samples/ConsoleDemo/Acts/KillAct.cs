using System.Diagnostics;
using System.Globalization;
using ConsoleDemo.Drawing;
using ConsoleDemo.Origins;

namespace ConsoleDemo.Acts;

/// <summary>A child of this process is killed while it likes posts; the next one delivers what it had kept.</summary>
internal sealed class KillAct : IAct
{
    private const int Likes = 20;

    /// <summary>So many have been acknowledged when the child is killed.</summary>
    private const int BeforeKill = 11;

    public string Name => "the like and the kill";

    public string Claim => $"A child process is killed in the middle of {Likes} likes: what was acknowledged is in the file, and the next child delivers it, each like once.";

    public async Task<IReadOnlyList<Check>> PlayAsync(Stage stage, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("likes-");
        try
        {
            return await PlayAsync(stage, Path.Combine(folder.FullName, "outbox.db"), cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<IReadOnlyList<Check>> PlayAsync(Stage stage, string file, CancellationToken cancellationToken)
    {
        var clock = new Clock(stage.Time);
        var server = new LikeOrigin(clock) { Latency = TimeSpan.FromMilliseconds(200) };
        await using var origin = await Origin.StartAsync(clock, server, cancellationToken);
        var (acknowledged, killed) = await ChildAsync(file, origin.Address, 1, BeforeKill, cancellationToken);
        await origin.Log.IdleAsync(cancellationToken);
        var before = server.CarriedOut;
        server.Latency = TimeSpan.FromMilliseconds(20);
        var (rest, ended) = await ChildAsync(file, origin.Address, acknowledged + 1, int.MaxValue, cancellationToken);

        stage.Console.Line($"The first child: {acknowledged} acknowledged, {before.Count} delivered, killed. The second: {rest - acknowledged} acknowledged, {server.CarriedOut.Count - before.Count} delivered.");
        var carriedOut = server.CarriedOut;
        return
        [
            new(killed != 0 && acknowledged >= BeforeKill && before.Count < acknowledged,
                $"the first child was killed when {acknowledged} of {Likes} likes had been acknowledged and {before.Count} delivered"),
            new(ended == 0 && rest == Likes, "the second child took the rest, and ended when nothing waited any more"),
            new(carriedOut.Count == Likes && server.Keys == Likes && server.Others == 0 && carriedOut.Distinct().Count() == Likes,
                $"each like was carried out once, by its key ({carriedOut.Count} of {Likes}; {server.Repeats} came again, known by the key)"),
            new(carriedOut.GroupBy(like => like.Post).All(post => post.Select(like => like.Number).SequenceEqual(post.Select(like => like.Number).Order())),
                "the likes of each post came in their order"),
        ];
    }

    /// <summary>Runs a child to its end, or to the like after whose acknowledgement it is killed.</summary>
    /// <returns>The last like that it said was acknowledged, and its exit code.</returns>
    private static async Task<(int Acknowledged, int ExitCode)> ChildAsync(string file, Uri origin, int from, int killAfter, CancellationToken cancellationToken)
    {
        var program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "ConsoleDemo.exe" : "ConsoleDemo");
        using var child = Process.Start(new ProcessStartInfo(program, [LikingChild.Command, file, origin.AbsoluteUri, $"{from}", $"{Likes}"]) { RedirectStandardOutput = true })!;
        try
        {
            var last = from - 1;
            while (await child.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
            {
                last = int.Parse(line, CultureInfo.InvariantCulture);
                if (last == killAfter) child.Kill(); // SIGKILL; what it still had said is read
            }
            await child.WaitForExitAsync(cancellationToken);
            return (last, child.ExitCode);
        }
        finally
        {
            if (!child.HasExited) child.Kill();
        }
    }
}
