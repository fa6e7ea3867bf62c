using System.Globalization;
using Coalesce.Http.Broker;
using Coalesce.Http.Sqlite;
using Coalesce.Http.Sqlite.Tests.Killing;

// "mutate" or "drain", and their arguments: for the tests that kill it.
if (args is ["mutate", ..])
{
    await Mutating.MutateAsync(args[1..]);
    return;
}
if (args is ["drain", ..])
{
    await Mutating.DrainAsync(args[1..]);
    return;
}

// FILE COUNT CONCURRENCY: appends so many entries, and writes "ack ID" as soon as each is acknowledged.
var (path, count, concurrency) = (args[0], int.Parse(args[1], CultureInfo.InvariantCulture), int.Parse(args[2], CultureInfo.InvariantCulture));
await using var store = new SqliteOutboxStore(new SqliteOutboxOptions { Path = path });
await store.OpenAsync(default);
using var output = Console.OpenStandardOutput();
var gate = new Lock();
await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = concurrency }, async (i, _) =>
{
    var entry = new OutboxEntry
    {
        Id = Guid.CreateVersion7(),
        Client = "child",
        Method = "POST",
        Uri = new Uri($"https://api.example.com/posts/{i}/like"),
        Headers = [new("Content-Type", "application/json")],
        Body = new byte[500],
        IdempotencyKey = Guid.NewGuid().ToString(),
        Lane = $"lane {i % 10}",
        CreatedAt = TimeProvider.System.GetUtcNow(),
    };
    await store.AppendAsync(entry, "child", mayTry: false, new OutboxBounds(1_000_000, 1L << 40), default);
    var line = System.Text.Encoding.ASCII.GetBytes($"ack {entry.Id}\n");
    // One write a line, so that it can be seen in a trace.
    lock (gate) output.Write(line);
});
