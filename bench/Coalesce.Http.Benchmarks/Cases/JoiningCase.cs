namespace Coalesce.Http.Benchmarks;

/// <summary>Many callers of one GET at once: all have started before the origin answers the first.</summary>
internal sealed class JoiningCase(int bodySize, ReadAs readAs) : Case
{
    public const int Callers = 10_000;

    public int BodySize => bodySize;

    public ReadAs ReadAs => readAs;

    public override string Name => $"{Callers:N0} callers, {bodySize / 1024} KB, read as {readAs.ToString().ToLowerInvariant()}";

    public override IReadOnlyList<Alternative> Alternatives { get; } =
        [Alternative.Bare, Alternative.Empty, Alternative.Resilience, Alternative.TwentyLines, Alternative.Ours];

    public override Alternative Reference => Alternative.TwentyLines;

    public override int Operations => Callers;

    public override Goal Goal => Goal.Joining;

    public override Scenario Create(Alternative alternative)
    {
        var body = CreateBody(bodySize);
        var stub = new StubHandler(body, streamed: true);
        return new AllAtOnce($"{Name}: {alternative.Name}", alternative.CreateClient(stub), stub, body, readAs, coalesces: alternative == Alternative.TwentyLines || alternative.IsOurs);
    }

    private sealed class AllAtOnce(string name, HttpClient client, StubHandler stub, byte[] body, ReadAs readAs, bool coalesces) : Scenario(name, client, stub)
    {
        private static readonly Uri Url = new("http://origin.test/api/things/42?page=1");

        public override Task CheckAsync() => RunAsync(100, async request =>
        {
            await Client.CheckAsync(request, readAs, body);
            return body.Length;
        });

        public override Task RunAsync(int operations) => RunAsync(operations, request => Client.ReadAsync(request, readAs).AsTask());

        private async Task RunAsync(int callers, Func<HttpRequestMessage, Task<int>> callAsync)
        {
            var sends = Stub.Sends;
            var calls = new Task<int>[callers];
            Stub.Hold();
            for (var i = 0; i < calls.Length; i++) calls[i] = callAsync(new HttpRequestMessage(HttpMethod.Get, Url));
            Stub.Release();
            var lengths = await Task.WhenAll(calls);
            Demand("the number of requests sent", coalesces ? 1 : callers, Stub.Sends - sends);
            Demand("the shortest body", body.Length, lengths.Min());
            Demand("the longest body", body.Length, lengths.Max());
        }
    }
}
