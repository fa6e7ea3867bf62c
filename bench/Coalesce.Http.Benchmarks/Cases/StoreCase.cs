namespace Coalesce.Http.Benchmarks;

/// <summary>One caller at a time asks for what has never been asked for, and reads it to its end; whoever keeps answers keeps it.</summary>
internal sealed class StoreCase(int bodySize) : Case
{
    private const int MostUrls = 2_000;

    public override string Name => $"cache store, {bodySize / 1024:N0} KB, read as stream";

    public override IReadOnlyList<Alternative> Alternatives { get; } =
        [Alternative.Bare, Alternative.Memory, Alternative.Hybrid, Alternative.Fusion, Alternative.OursUncached, Alternative.Ours];

    public override Alternative Reference => Alternative.Bare;

    public override int Operations => MostUrls;

    public override Goal Goal => Goal.Store;

    public override Scenario Create(Alternative alternative)
    {
        var body = CreateBody(bodySize);
        var stub = new StubHandler(body, streamed: true, "max-age=3600");
        return new Anew($"{Name}: {alternative.Name}", alternative, stub, body);
    }

    private sealed class Anew(string name, Alternative alternative, StubHandler stub, byte[] body) : Scenario(name, alternative.CreateClient(stub), stub)
    {
        private static readonly Uri[] Urls = [.. Enumerable.Range(0, MostUrls).Select(i => new Uri($"http://origin.test/api/things/{i}?page=1"))];

        public override Task CheckAsync() => RunAsync(100);

        /// <summary>Each time with an empty cache: what a full one costs, by throwing others out, would depend on the round.</summary>
        public override async Task RunAsync(int operations)
        {
            using var client = alternative.CreateClient(Stub);
            var getAsync = HandCache.Create(alternative, client);
            var (sends, bytes) = (Stub.Sends, 0L);
            for (var i = 0; i < operations; i++)
                bytes += getAsync is null ? await client.ReadAsync(new HttpRequestMessage(HttpMethod.Get, Urls[i]), ReadAs.Stream) : (await getAsync(Urls[i])).Length;
            Demand("the number of requests sent", operations, Stub.Sends - sends);
            Demand("the number of bytes read", (long)operations * body.Length, bytes);
        }
    }
}
