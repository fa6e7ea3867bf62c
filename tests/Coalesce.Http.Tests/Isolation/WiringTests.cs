using Coalesce.Http.Broker;
using Coalesce.Http.Testing;
using Coalesce.Http.Tests.Wrapping;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;

namespace Coalesce.Http.Tests.Isolation;

/// <summary>However the chain is put together, and by whom: what is added further in is seen, or nothing is shared.</summary>
public sealed class WiringTests
{
    private const int Rounds = 100;
    private static readonly string[] Users = ["ann", "bob"];

    [Theory]
    [InlineData("wraps the primary handler")]
    [InlineData("replaces the primary handler")]
    [InlineData("adds a handler above the wire, below the guard")]
    [InlineData("adds the last of the user's handlers")]
    public async Task Filter_OfAnotherRunsAfterOurs_EveryoneGetsTheirOwn(string what)
    {
        var stage = new Stage();
        await using var client = new TestClient(
            builder =>
            {
                builder.ConfigurePrimaryHttpMessageHandler(() => new StageHandler(stage, _ => { }) { InnerHandler = new StageWire(stage) }).AddCoalescing();
                builder.Services.Insert(0, ServiceDescriptor.Singleton<IHttpMessageHandlerBuilderFilter>(new LastFilter(stage, what)));
            });

        await AskInRoundsAsync(stage, client.Create());
    }

    [Fact]
    public async Task Primary_SharedBetweenRebuilds_EveryoneGetsTheirOwn()
    {
        var stage = new Stage();
        using var primary = new Kept(new StageHandler(stage, AmbientChains.AddToken) { InnerHandler = new StageWire(stage) });
        await using var client = new TestClient(builder => builder.ConfigurePrimaryHttpMessageHandler(() => primary).AddCoalescing());

        await AskInRoundsAsync(stage, client.Create());
        // As after the handler's lifetime: a second chain over the same primary handler.
        using var rebuilt = Rebuild(client.Services);
        await AskInRoundsAsync(stage, rebuilt);
    }

    [Fact]
    public async Task Primary_SharedBetweenTwoClients_EveryoneGetsTheirOwn()
    {
        var stage = new Stage();
        using var primary = new Kept(new StageHandler(stage, AmbientChains.AddToken) { InnerHandler = new StageWire(stage) });
        var services = new ServiceCollection();
        foreach (var name in Users) services.AddHttpClient(name, client => client.BaseAddress = new Uri("http://api.test/")).ConfigurePrimaryHttpMessageHandler(() => primary).AddCoalescing();
        await using var provider = services.BuildServiceProvider();
        var factory = provider.GetRequiredService<IHttpClientFactory>();

        await AskInRoundsAsync(stage, factory.CreateClient("ann"), factory.CreateClient("bob"));
        foreach (var broker in provider.GetRequiredService<IRequestBrokers>()) Assert.Empty(broker.GetFlights());
    }

    /// <summary>The chain of one client ends in the chain of another, whose guard meets requests that are flights of the first.</summary>
    [Fact]
    public async Task Pipeline_InsideAnother_EveryoneGetsTheirOwnAndNothingHangs()
    {
        for (var i = 0; i < Rounds; i++)
        {
            var stage = new Stage();
            var inner = CoalescingPipeline.Create(new StageHandler(stage, AmbientChains.AddToken) { InnerHandler = new StageWire(stage) });
            using var outer = CoalescingPipeline.Create(inner);
            using var client = new HttpClient(outer) { BaseAddress = new Uri("http://api.test/") };

            await AskInRoundsAsync(stage, rounds: 6, client);

            await Wait.UntilAsync(() => outer.Broker.GetFlights().Count == 0 && inner.Broker.GetFlights().Count == 0);
        }
    }

    /// <summary>What the inner guard thinks of a request concerns the inner flights only: those of the outer chain are none of its.</summary>
    [Fact]
    public async Task Pipeline_BehindALeafOfAnother_FlightsOfTheOuterEnd()
    {
        var stage = new Stage();
        using var inner = new HttpMessageInvoker(CoalescingPipeline.Create(new StageHandler(stage, request => request.Headers.Add("X-Version", "2")) { InnerHandler = new StageWire(stage) }));
        using var outer = CoalescingPipeline.Create(new OwnLeaf(inner.SendAsync), options => options.Key.InnerHeaders.Add("X-Version"));
        using var client = new HttpClient(outer) { BaseAddress = new Uri("http://api.test/") };

        for (var i = 0; i < 4; i++)
        {
            Assert.Equal("nobody", await Wait.ForAsync(AskAsync(client, "ann")));
            Assert.Empty(outer.Broker.GetFlights());
        }
    }

    [Fact]
    public async Task Host_RewrittenInside_EndsSharingForTheHostThatWasAsked()
    {
        var stage = new Stage();
        using var pipeline = CoalescingPipeline.Create(AmbientChains.Create("host rewritten", stage));
        using var client = new HttpClient(pipeline) { BaseAddress = new Uri("http://api.test/") };
        Assert.Equal("ann", await Wait.ForAsync(AskAsync(client, "ann")));

        stage.CloseDoor();
        var calls = Users.Select(user => AskAsync(client, user)).ToList();

        Assert.Empty(pipeline.Broker.GetFlights()); // nobody waits for another any more
        stage.OpenDoor();
        for (var i = 0; i < Users.Length; i++) Assert.Equal(Users[i], await Wait.ForAsync(calls[i]));
    }

    [Fact]
    public async Task Exposed_OnceSeen_NobodyIsSupersededByAnotherUser()
    {
        var stage = new Stage();
        using var pipeline = CoalescingPipeline.Create(AmbientChains.Create("token added by a handler", stage));
        using var client = new HttpClient(pipeline) { BaseAddress = new Uri("http://api.test/") };
        Assert.Equal("ann", await Wait.ForAsync(AskAsync(client, "ann")));

        stage.CloseWire();
        var calls = Users.Select((user, i) => AskAsync(client, user, $"find/{i}", "search")).ToList();
        stage.OpenWire();

        for (var i = 0; i < Users.Length; i++) Assert.Equal(Users[i], await Wait.ForAsync(calls[i]));
    }

    /// <summary>Who had joined does not wait for an answer that will not be shared.</summary>
    [Fact]
    public async Task Exposed_WithCallersWaiting_TheyAreSentAtOnce()
    {
        var stage = new Stage();
        using var pipeline = CoalescingPipeline.Create(AmbientChains.Create("token added by a handler", stage));
        using var client = new HttpClient(pipeline) { BaseAddress = new Uri("http://api.test/") };
        stage.CloseDoor();
        stage.CloseWire();
        var calls = Enumerable.Range(0, 4).Select(i => AskAsync(client, Users[i % 2])).ToList();
        Assert.Equal(4, Assert.Single(pipeline.Broker.GetFlights()).Callers);

        stage.OpenDoor();
        await Wait.UntilAsync(() => stage.Sends == 4);

        stage.OpenWire();
        for (var i = 0; i < calls.Count; i++) Assert.Equal(Users[i % 2], await Wait.ForAsync(calls[i]));
    }

    private static Task AskInRoundsAsync(Stage stage, params HttpClient[] clients) => AskInRoundsAsync(stage, Rounds, clients);

    private static async Task AskInRoundsAsync(Stage stage, int rounds, params HttpClient[] clients)
    {
        for (var round = 0; round < rounds; round++)
        {
            stage.CloseWire();
            if (round % 2 == 0) stage.CloseDoor();
            var calls = Enumerable.Range(round, 4).Select(i => AskAsync(clients[i % clients.Length], Users[i % 2])).ToList();
            stage.OpenDoor();
            stage.OpenWire();
            for (var i = 0; i < calls.Count; i++) Assert.Equal(Users[(round + i) % 2], await Wait.ForAsync(calls[i]));
        }
    }

    private static Task<string> AskAsync(HttpClient client, string user, string path = "me", string? group = null) => Stage.AsAsync(user, async () =>
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (group is not null) request.WithSupersedeBy(group);
        using var response = await client.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    });

    private static HttpClient Rebuild(IServiceProvider services)
    {
        var builder = services.GetRequiredService<HttpMessageHandlerBuilder>();
        builder.Name = TestClient.Name;
        var options = services.GetRequiredService<Microsoft.Extensions.Options.IOptionsMonitor<HttpClientFactoryOptions>>().Get(TestClient.Name);
        Action<HttpMessageHandlerBuilder> configure = built =>
        {
            foreach (var action in options.HttpMessageHandlerBuilderActions) action(built);
        };
        foreach (var filter in services.GetServices<IHttpMessageHandlerBuilderFilter>().Reverse()) configure = filter.Configure(configure);
        configure(builder);
        return new HttpClient(builder.Build()) { BaseAddress = new Uri("http://api.test/") };
    }

    /// <summary>Not disposed with a chain, as a handler that others use too.</summary>
    private sealed class Kept(HttpMessageHandler inner) : DelegatingHandler(inner);

    private sealed class LastFilter(Stage stage, string what) : IHttpMessageHandlerBuilderFilter
    {
        public Action<HttpMessageHandlerBuilder> Configure(Action<HttpMessageHandlerBuilder> next) => builder =>
        {
            next(builder);
            StageHandler Adding() => new(stage, AmbientChains.AddToken);
            switch (what)
            {
                case "wraps the primary handler":
                    var outer = Adding();
                    outer.InnerHandler = builder.PrimaryHandler;
                    builder.PrimaryHandler = outer;
                    break;
                case "replaces the primary handler":
                    var own = Adding();
                    own.InnerHandler = new StageWire(stage);
                    builder.PrimaryHandler = own;
                    break;
                case "adds the last of the user's handlers":
                    builder.AdditionalHandlers.Add(Adding());
                    break;
                default:
                    var last = (DelegatingHandler)builder.PrimaryHandler;
                    while (last.InnerHandler is DelegatingHandler deeper) last = deeper;
                    var below = Adding();
                    below.InnerHandler = last.InnerHandler!;
                    last.InnerHandler = below;
                    break;
            }
        };
    }
}
