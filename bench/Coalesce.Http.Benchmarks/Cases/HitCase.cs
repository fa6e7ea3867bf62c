namespace Coalesce.Http.Benchmarks;

/// <summary>One caller at a time asks again for what is kept and fresh, and reads it to its end.</summary>
internal sealed class HitCase(int bodySize) : Case
{
    public override string Name => $"cache hit, {bodySize / 1024:N0} KB, read as stream";

    public override IReadOnlyList<Alternative> Alternatives { get; } = [Alternative.Bare, Alternative.Memory, Alternative.Hybrid, Alternative.Fusion, Alternative.Ours];

    public override Alternative Reference => Alternative.Bare;

    public override int Operations => 2_000;

    public override Goal Goal => Goal.Hit;

    public override Scenario Create(Alternative alternative)
    {
        var body = CreateBody(bodySize);
        var stub = new StubHandler(body, streamed: true, "max-age=3600");
        var client = alternative.CreateClient(stub);
        return new Again($"{Name}: {alternative.Name}", client, stub, body, HandCache.Create(alternative, client), isKept: alternative != Alternative.Bare);
    }

    private sealed class Again(string name, HttpClient client, StubHandler stub, byte[] body, Func<Uri, ValueTask<byte[]>>? getAsync, bool isKept) : Scenario(name, client, stub)
    {
        private static readonly Uri Url = new("http://origin.test/api/things/42?page=1");

        public override async Task CheckAsync()
        {
            if (getAsync is null) await Client.CheckAsync(PassThroughRequest.Get.Create(), ReadAs.Stream, body);
            else Demand("the body's length", body.Length, (await getAsync(Url)).Length);
            await RunAsync(100);
        }

        public override async Task RunAsync(int operations)
        {
            var (sends, bytes) = (Stub.Sends, 0L);
            for (var i = 0; i < operations; i++) bytes += getAsync is null ? await Client.ReadAsync(PassThroughRequest.Get.Create(), ReadAs.Stream) : (await getAsync(Url)).Length;
            Demand("the number of requests sent", isKept ? 0 : operations, Stub.Sends - sends);
            Demand("the number of bytes read", (long)operations * body.Length, bytes);
        }
    }
}
