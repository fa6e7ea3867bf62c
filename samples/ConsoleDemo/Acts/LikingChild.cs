using System.Globalization;
using Coalesce.Http;
using Coalesce.Http.Broker;
using Coalesce.Http.Sqlite;

namespace ConsoleDemo.Acts;

/// <summary>
/// What a child of this program does for <see cref="KillAct"/>: likes a post for each line <see cref="Like"/> that it is given, all likes kept in a file, and says of each when it was
/// acknowledged; told to <see cref="Deliver"/>, it delivers what waits. When there are no more lines its parent is gone, and it ends.
/// </summary>
internal static class LikingChild
{
    public const string Command = "like-child";

    public const string Like = "like";

    public const string Deliver = "deliver";

    private const int Posts = 3;

    /// <returns>Whether nothing waits any more.</returns>
    public static async Task<bool> RunAsync(TextReader lines, TextWriter output, string file, string origin, int from, CancellationToken cancellationToken)
    {
        await using var store = new SqliteOutboxStore(new SqliteOutboxOptions { Path = file });
        using var pipeline = CoalescingPipeline.Create(new SocketsHttpHandler(), options =>
        {
            options.OutboxStore = store;
            options.Routes["POST /posts/{id}/likes"] = new RouteOptions { Queue = QueueWhen.Always, LaneBy = "post/{id}" };
        });
        using var client = new HttpClient(pipeline, disposeHandler: false) { BaseAddress = new Uri(origin) };
        for (var number = from; ; number++)
        {
            // On the pool: a console's reader does not know how to wait for a line without a thread.
            var line = await Task.Run(lines.ReadLine, cancellationToken).WaitAsync(cancellationToken);
            if (line == Deliver) return await pipeline.Broker.Outbox.DrainAsync(TimeSpan.FromSeconds(30), cancellationToken);
            if (line != Like) return false;
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/posts/{number % Posts}/likes") { Content = new StringContent(number.ToString(CultureInfo.InvariantCulture)) };
            // The like's own key: whoever got no answer likes again, and that is the same like.
            request.Headers.Add("Idempotency-Key", $"like-{number}");
            using var response = await client.SendAsync(request, cancellationToken);
            response.EnsureSuccessStatusCode();
            output.WriteLine(number);
        }
    }
}
