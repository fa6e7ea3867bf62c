using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Coalescing;

/// <summary>Flights whose handlers ask for each other's keys.</summary>
public sealed class CircleTests
{
    private static readonly HttpRequestOptionsKey<bool> IsNested = new("nested");

    [Theory]
    [InlineData(2, null, false)]
    [InlineData(3, null, false)]
    [InlineData(2, 1, false)]
    [InlineData(3, null, true)]
    public async Task Handlers_ThatAskForEachOthersFlights_DoNotWaitInACircle(int length, int? limit, bool hasDetour)
    {
        // Each of the outer requests asks for the next one's key, from inside of its flight, once all are under way.
        var stub = new StubHandler(request => new HttpResponseMessage { Content = new StringContent(request.RequestUri!.AbsolutePath) });
        var arrived = new Tally("outer requests in their handlers");
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        HttpClient? client = null;
        using var asking = new AskingHandler(stub, async request =>
        {
            if (request.Method == HttpMethod.Post) await AskAsync(HttpMethod.Get, request.RequestUri!.AbsolutePath);
            if (request.Options.TryGetValue(IsNested, out _)) return;
            arrived.Add();
            await go.Task;
            var next = (int.Parse(request.RequestUri!.AbsolutePath[1..], null) + 1) % length;
            // By way of a send that is no flight of its own, too.
            await AskAsync(hasDetour ? HttpMethod.Post : HttpMethod.Get, $"/{next}");
        });
        async Task AskAsync(HttpMethod method, string path)
        {
            using var nested = new HttpRequestMessage(method, path);
            nested.Options.Set(IsNested, true);
            (await client!.SendAsync(nested)).Dispose();
        }
        using var chain = new TestChain(asking, options =>
        {
            options.MaxConcurrency = limit;
            options.Routes["POST /{n}"] = new RouteOptions { Forgets = false }; // else nobody could join after it
        });
        client = chain.Client;
        var outer = new List<Task<string>>();
        for (var i = 0; i < length; i++) outer.Add(client.GetStringAsync($"/{i}"));
        if (limit is null) await arrived.WaitForAsync(length);
        else await arrived.WaitForAsync(1);

        go.SetResult();

        await Wait.ForAsync(Task.WhenAll(outer));
        await chain.AssertEmptyAsync();
    }

    [Fact]
    public async Task Handler_ThatAsksForAFlightThatDoesNotWaitForIt_JoinsIt()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stub = new StubHandler(async (request, _) =>
        {
            if (request.RequestUri!.AbsolutePath == "/token") await release.Task;
            return new HttpResponseMessage();
        });
        HttpClient? client = null;
        using var asking = new AskingHandler(stub, async request =>
        {
            if (request.RequestUri!.AbsolutePath != "/token") (await client!.GetAsync("/token")).Dispose();
        });
        using var chain = new TestChain(asking);
        client = chain.Client;
        var all = Task.WhenAll(client.GetAsync("/token"), client.GetAsync("/a"), client.GetAsync("/b"));
        await Wait.UntilAsync(() => chain.Broker.GetFlights().Sum(flight => flight.Callers) == 5);

        Assert.Equal(1, stub.Count);

        release.SetResult();
        await Wait.ForAsync(all);
        Assert.Equal(3, stub.Count);
    }

    private sealed class AskingHandler(HttpMessageHandler inner, Func<HttpRequestMessage, Task> ask) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await ask(request);
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
