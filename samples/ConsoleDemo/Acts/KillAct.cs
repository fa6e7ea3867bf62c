using ConsoleDemo.Origins;

namespace ConsoleDemo.Acts;

/// <summary>A child of this process is killed while it likes posts and delivers likes; the next one delivers what it had kept.</summary>
/// <remarks>
/// Where it is killed is no luck: it likes one post for each line that it is given, and while the first child lives the origin answers no more than <see cref="AnsweredBeforeKill"/>.
/// </remarks>
internal sealed class KillAct : IAct
{
    private const int Likes = 20;

    /// <summary>So many have been acknowledged, and the next has been asked for, when the child is killed.</summary>
    private const int AcknowledgedBeforeKill = 11;

    /// <summary>So many have been answered by the origin; it has carried out the next, too, and holds their answers back.</summary>
    private const int AnsweredBeforeKill = 4;

    public string Name => "the like and the kill";

    public string Claim => $"A child process is killed (SIGKILL) in the middle of {Likes} likes: what was acknowledged is in the file, and the next child delivers it, each like once.";

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
        var server = new LikeOrigin(clock) { Latency = TimeSpan.FromMilliseconds(20), AnswersBeforeHold = AnsweredBeforeKill };
        await using var origin = await Origin.StartAsync(clock, server, cancellationToken);

        var acknowledged = await stage.WhileAsync("a child likes, and is killed", () => KilledAsync(file, server, origin, cancellationToken));
        await origin.Log.UntilAsync(log => log.Ended == log.Arrived, Timeout.InfiniteTimeSpan, cancellationToken);
        var before = server.CarriedOut.Count;
        var unanswered = before - AnsweredBeforeKill;
        server.AnswersBeforeHold = null;
        var rest = await stage.WhileAsync("the next child delivers", () => RestAsync(file, origin, acknowledged + 1, cancellationToken));

        var carriedOut = server.CarriedOut;
        return
        [
            new(acknowledged is >= AcknowledgedBeforeKill and < Likes && unanswered > 0,
                $"the first child was killed when {acknowledged} of {Likes} likes had been acknowledged, {before} carried out and {AnsweredBeforeKill} answered"),
            new(acknowledged + rest == Likes, $"the second child liked the other {rest}, and ended when nothing waited any more"),
            new(carriedOut.Count == Likes && server.Keys == Likes && server.Others == 0 && carriedOut.Distinct().Count() == Likes && server.Repeats >= unanswered,
                $"each like was carried out once, by its key ({carriedOut.Count} of {Likes}; {server.Repeats} came again, known by the key)"),
            new(carriedOut.GroupBy(like => like.Post).All(post => post.Select(like => like.Number).SequenceEqual(post.Select(like => like.Number).Order())),
                "the likes of each post came in their order"),
        ];
    }

    /// <summary>Has a child like, and kills it while it hands over a like and the origin has others in hand.</summary>
    /// <returns>How many it said were acknowledged.</returns>
    private static async Task<int> KilledAsync(string file, LikeOrigin server, Origin origin, CancellationToken cancellationToken)
    {
        await using var child = new LikingProcess(file, origin.Address, 1);
        for (var number = 1; number <= AcknowledgedBeforeKill; number++) await child.LikeAsync(number, cancellationToken);
        await server.Holding.WaitAsync(cancellationToken);
        await child.AskAsync();
        return AcknowledgedBeforeKill + await child.KillAsync(cancellationToken);
    }

    /// <summary>Has a child like the rest, and deliver all there is.</summary>
    /// <returns>How many it said were acknowledged.</returns>
    private static async Task<int> RestAsync(string file, Origin origin, int from, CancellationToken cancellationToken)
    {
        await using var child = new LikingProcess(file, origin.Address, from);
        for (var number = from; number <= Likes; number++) await child.LikeAsync(number, cancellationToken);
        await child.EndAsync(cancellationToken);
        return Likes - from + 1;
    }
}
