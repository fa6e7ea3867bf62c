using Coalesce.Http;
using Coalesce.Http.Broker;
using Coalesce.Http.Sqlite;
using ConsoleDemo.Origins;

namespace ConsoleDemo.Acts;

/// <summary>Somebody likes posts on a train, while the origin is lost, slow, dying and back.</summary>
internal sealed class TunnelAct : IAct
{
    /// <summary>The posts that are liked while the origin is as it is.</summary>
    private static readonly int[] Healthy = [1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6], Down = [1, 2, 3, 1, 2, 3], Slow = [4, 1, 5, 2, 4, 3], Dying = [6, 5, 6, 4], Back = [5, 6];

    private const int Deaths = 2;
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(20), Slowness = TimeSpan.FromMilliseconds(2_500);
    private static readonly int Likes = Healthy.Length + Down.Length + Slow.Length + Dying.Length + Back.Length;

    public string Name => "the like in the tunnel";

    public string Claim => $"{Likes} likes while the origin goes down, comes back slow, dies in mid-request and recovers: each is answered at once and arrives exactly once, in the order of its post.";

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
        var server = new LikeOrigin(clock);
        await using var store = new SqliteOutboxStore(new SqliteOutboxOptions { Path = file });
        await store.OpenAsync(cancellationToken);
        var board = new LikeBoard(stage.Console);
        var (likes, outcomes) = await board.ShowAsync(() => RideAsync(stage, clock, server, store, board, cancellationToken));

        var carriedOut = server.CarriedOut;
        var slowest = likes.Max(like => like.Latency);
        var accepted = likes.Count(like => like is { Status: 202, Receipt: not null });
        return
        [
            new(likes.All(like => like is { Status: 200, Receipt: null } or { Status: 202, Receipt: not null }) && accepted is > 0,
                $"each like got the origin's own answer or a 202 with a receipt ({likes.Count - accepted} and {accepted} of {Likes})"),
            new(slowest < Slowness, $"at once: the slowest after {slowest.TotalMilliseconds:N0} ms, where the origin took {Slowness.TotalMilliseconds:N0} ms or was not there"),
            new(server.Died == Deaths, $"the origin died in the middle of {Deaths} requests ({server.Died})"),
            new(outcomes.Count == accepted && outcomes.All(outcome => outcome.IsDelivered), $"every receipt says delivered ({outcomes.Count(outcome => outcome.IsDelivered)} of {accepted})"),
            new(carriedOut.Count == Likes && server.Keys == Likes && server.Others == 0 && carriedOut.Distinct().Count() == Likes,
                $"each like was carried out once, by its key ({carriedOut.Count} of {Likes}; {server.Repeats} came again, known by the key)"),
            new(likes.GroupBy(like => like.Post).All(post => carriedOut.Where(one => one.Post == post.Key).Select(one => one.Number).SequenceEqual(post.Select(like => like.Number))),
                "the likes of each post came in their order"),
        ];
    }

    private static async Task<(IReadOnlyList<Like> Likes, IReadOnlyList<OutboxOutcome> Outcomes)> RideAsync(
        Stage stage, Clock clock, LikeOrigin server, SqliteOutboxStore store, LikeBoard board, CancellationToken cancellationToken)
    {
        server.Latency = Quick;
        var origin = await Origin.StartAsync(clock, server, cancellationToken);
        try
        {
            var address = origin.Address;
            using var pipeline = CoalescingPipeline.Create(new SocketsHttpHandler(), options => Configure(options, store));
            using var client = new HttpClient(pipeline, disposeHandler: false) { BaseAddress = address };
            await using var liker = new Liker(client, pipeline.Broker.Outbox, board, clock);

            await liker.LikeAsync("answers", Healthy, cancellationToken);
            await origin.DisposeAsync();
            using (HeldPort.Of(address)) await liker.LikeAsync("is lost", Down, cancellationToken);
            server.Latency = Slowness;
            origin = await Origin.StartAsync(clock, server, address.Port, cancellationToken);
            await liker.LikeAsync("is back, and slow", Slow, cancellationToken);
            server.Latency = Quick;
            server.DieIn(Deaths);
            await liker.LikeAsync("dies in mid-request", Dying, cancellationToken);
            await server.HasDied.WaitAsync(cancellationToken);
            await liker.LikeAsync("recovers", Back, cancellationToken);
            await pipeline.Broker.Outbox.DrainAsync(Timeout.InfiniteTimeSpan, cancellationToken);
            var likes = await liker.EndAsync();
            var receipts = likes.Select(like => like.Receipt).OfType<OutboxReceipt>();
            return (likes, await Task.WhenAll(receipts.Select(receipt => receipt.Completion.WaitAsync(cancellationToken))));
        }
        finally
        {
            await origin.DisposeAsync();
        }
    }

    private static void Configure(CoalescingOptions options, IOutboxStore store)
    {
        options.OutboxStore = store;
        options.Routes["POST /posts/{id}/likes"] = new RouteOptions
        {
            Queue = QueueWhen.DownOrSlow,
            SlowAfter = TimeSpan.FromMilliseconds(150),
            LaneBy = "post/{id}",
            BackoffFirst = TimeSpan.FromMilliseconds(400),
            BackoffLongest = TimeSpan.FromSeconds(1),
        };
    }
}
