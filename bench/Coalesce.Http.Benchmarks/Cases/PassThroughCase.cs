namespace Coalesce.Http.Benchmarks;

/// <summary>One caller at a time, of whose requests none can be coalesced: what the handler costs those who get nothing from it.</summary>
internal sealed class PassThroughCase(PassThroughRequest request, bool streamed, ReadAs readAs) : Case
{
    private const int BodySize = 1024;

    public override string Name => $"{request.Name}, 1 KB {(streamed ? "streamed" : "in memory")}, read as {readAs.ToString().ToLowerInvariant()}";

    public override IReadOnlyList<Alternative> Alternatives { get; } =
        [Alternative.Bare, Alternative.Empty, Alternative.Resilience, Alternative.TwentyLines, Alternative.OursUncached, Alternative.Ours, Alternative.OursLimited];

    public override Alternative Reference => Alternative.Empty;

    public override int Operations => 2_000;

    public override Goal Goal => Goal.PassThrough;

    public override Scenario Create(Alternative alternative)
    {
        var body = CreateBody(BodySize);
        var stub = new StubHandler(body, streamed);
        return new OneAtATime($"{Name}: {alternative.Name}", alternative.CreateClient(stub), stub, body, request, readAs);
    }

    private sealed class OneAtATime(string name, HttpClient client, StubHandler stub, byte[] body, PassThroughRequest request, ReadAs readAs) : Scenario(name, client, stub)
    {
        public override async Task CheckAsync()
        {
            var sends = Stub.Sends;
            for (var i = 0; i < 100; i++) await Client.CheckAsync(request.Create(), readAs, body);
            Demand("the number of requests sent", 100, Stub.Sends - sends);
        }

        public override async Task RunAsync(int operations)
        {
            var sends = Stub.Sends;
            long bytes = 0;
            for (var i = 0; i < operations; i++) bytes += await Client.ReadAsync(request.Create(), readAs);
            Demand("the number of requests sent", operations, Stub.Sends - sends);
            Demand("the number of bytes read", (long)operations * body.Length, bytes);
        }
    }
}
