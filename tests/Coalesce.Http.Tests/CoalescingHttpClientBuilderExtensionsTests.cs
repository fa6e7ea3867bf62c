using Coalesce.Http.Broker;
using Coalesce.Http.Testing;
using Coalesce.Http.Tests.Wrapping;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Coalesce.Http.Tests;

public sealed class CoalescingHttpClientBuilderExtensionsTests
{
    private static readonly ServiceProviderOptions Checked = new() { ValidateScopes = true, ValidateOnBuild = true };

    [Fact]
    public void AddCoalescing_NoBuilder_Throws()
    {
        IHttpClientBuilder builder = null!;

        Assert.Throws<ArgumentNullException>(() => builder.AddCoalescing());
        Assert.Throws<ArgumentNullException>(() => builder.AddCoalescing(TestConfiguration.Section("{}")));
    }

    [Fact]
    public void AddCoalescing_NoSection_Throws()
    {
        var builder = new ServiceCollection().AddHttpClient("api");

        Assert.Throws<ArgumentNullException>(() => builder.AddCoalescing((IConfiguration)null!));
    }

    [Fact]
    public void AddCoalescing_AnyForm_ReturnsTheSameBuilder()
    {
        var delegated = new ServiceCollection().AddHttpClient("api");
        var configured = new ServiceCollection().AddHttpClient("api");

        Assert.Same(delegated, delegated.AddCoalescing(_ => { }));
        Assert.Same(configured, configured.AddCoalescing(TestConfiguration.Section("{}")));
    }

    [Fact]
    public void AddCoalescing_Twice_ThrowsAndSaysWhatToDo()
    {
        var builder = new ServiceCollection().AddHttpClient("api").AddCoalescing();

        var failure = Assert.Throws<InvalidOperationException>(() => builder.AddCoalescing(o => o.MaxConcurrency = 2));

        Assert.Contains("api", failure.Message, StringComparison.Ordinal);
        Assert.Contains("AddCoalescing", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddCoalescing_TwiceOverTwoBuildersOfOneName_Throws()
    {
        var services = new ServiceCollection();
        services.AddHttpClient("api").AddCoalescing();

        Assert.Throws<InvalidOperationException>(() => services.AddHttpClient("api").AddCoalescing());
    }

    [Fact]
    public void AddCoalescing_WithoutAName_ThrowsAndSaysWhatToDo()
    {
        InvalidOperationException? failure = null;

        new ServiceCollection().ConfigureHttpClientDefaults(builder => failure = Assert.Throws<InvalidOperationException>(() => builder.AddCoalescing()));

        Assert.Contains("AddHttpClient", failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddCoalescing_TypedClient_Coalesces()
    {
        var gate = new Gate();
        var stub = new StubHandler(async (_, token) =>
        {
            await gate.WaitAsync(token);
            return new HttpResponseMessage { Content = new StringContent("hello") };
        });
        var services = new ServiceCollection();
        services.AddHttpClient<FeedClient>(client => client.BaseAddress = new Uri("http://stub/"))
            .ConfigurePrimaryHttpMessageHandler(() => stub)
            .AddCoalescing();
        await using var provider = services.BuildServiceProvider(Checked);

        var calls = Enumerable.Range(0, 10).Select(_ => provider.GetRequiredService<FeedClient>().GetAsync()).ToArray();
        await gate.OpenOnceJoinedAsync(provider.GetRequiredKeyedService<IRequestBroker>(nameof(FeedClient)), 10);
        await Wait.ForAsync(Task.WhenAll(calls));

        Assert.Equal(1, stub.Count);
    }

    [Fact]
    public async Task IRequestBroker_ByName_IsOnePerClientAndNotTheOthers()
    {
        var services = new ServiceCollection();
        services.AddHttpClient("one").AddCoalescing();
        services.AddHttpClient("two").AddCoalescing();
        services.AddHttpClient("plain");
        await using var provider = services.BuildServiceProvider(Checked);

        var one = provider.GetRequiredKeyedService<IRequestBroker>("one");
        await using var scope = provider.CreateAsyncScope();

        Assert.Equal("one", one.Name);
        Assert.Same(one, scope.ServiceProvider.GetRequiredKeyedService<IRequestBroker>("one"));
        Assert.NotSame(one, provider.GetRequiredKeyedService<IRequestBroker>("two"));
        Assert.Null(provider.GetKeyedService<IRequestBroker>("plain"));
        Assert.Null(provider.GetService<IRequestBroker>());
    }

    [Fact]
    public async Task IRequestBrokers_ListsThemInOrderOfRegistration()
    {
        var services = new ServiceCollection();
        services.AddHttpClient("zeta").AddCoalescing();
        services.AddHttpClient("alpha").AddCoalescing(TestConfiguration.Section("{}"));
        await using var provider = services.BuildServiceProvider(Checked);

        var brokers = provider.GetRequiredService<IRequestBrokers>();

        Assert.Equal(["zeta", "alpha"], brokers.Select(broker => broker.Name));
        Assert.Equal(2, brokers.Count);
        Assert.Same(provider.GetRequiredKeyedService<IRequestBroker>("alpha"), brokers["alpha"]);
        Assert.Contains("beta", Assert.Throws<KeyNotFoundException>(() => brokers["beta"]).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "Routes": { "GET /me": { "Urgency": 1 }, "GET /things/{id}": { "Urgency": 5 } } }""", "/me", "GET /me", 1)]
    [InlineData("""{ "Routes": { "GET /me": { "Urgency": 1 }, "GET /things/{id}": { "Urgency": 5 } } }""", "/things/7?q=1", "GET /things/{id}", 5)]
    [InlineData("""{ "Routes": { "GET /me": { "Urgency": 1 } } }""", "/you", null, 3)]
    [InlineData("""{ "Routes": [{ "Route": "GET /v1/things:batch", "Urgency": 6 }] }""", "/v1/things:batch", "GET /v1/things:batch", 6)]
    [InlineData("""{ "Routes": [{ "Route": "GET /b" }, { "Route": "GET /a", "Urgency": 0 }] }""", "/a", "GET /a", 0)]
    public async Task AddCoalescing_RoutesFromConfiguration_Apply(string json, string target, string? route, int urgency)
    {
        var gate = new Gate();
        await using var client = new TestClient(builder => builder
            .AddCoalescing(TestConfiguration.Section(json))
            .ConfigurePrimaryHttpMessageHandler(() => new StubHandler(async (_, token) =>
            {
                await gate.WaitAsync(token);
                return new HttpResponseMessage();
            })));

        var call = client.Create().GetAsync(target);
        await Wait.UntilAsync(() => client.Broker.GetFlights().Count == 1);
        var flight = client.Broker.GetFlights()[0];
        gate.Open();
        await Wait.ForAsync(call);

        Assert.Equal(route, flight.Route);
        Assert.Equal(urgency, flight.Urgency);
        Assert.Equal($"http://stub{target.Split('?')[0]}", flight.Target);
    }

    [Fact]
    public async Task AddCoalescing_PermitsFromConfiguration_Apply()
    {
        var gate = new Gate();
        var stub = new StubHandler(async (_, token) =>
        {
            await gate.WaitAsync(token);
            return new HttpResponseMessage();
        });
        await using var client = new TestClient(builder => builder
            .AddCoalescing(TestConfiguration.Section("""{ "MaxConcurrency": 2 }"""))
            .ConfigurePrimaryHttpMessageHandler(() => stub));
        var http = client.Create();

        var calls = Enumerable.Range(0, 5).Select(i => http.GetAsync($"/{i}")).ToArray();
        await Wait.UntilAsync(() => client.Broker.GetWaiting().Count == 3);

        Assert.Equal(2, stub.Count);
        gate.Open();
        await Wait.ForAsync(Task.WhenAll(calls));
        Assert.Equal(5, stub.Count);
    }

    [Fact]
    public async Task AddCoalescing_InAScope_NeedsNoScopedService()
    {
        var services = new ServiceCollection();
        services.AddHttpClient("api").ConfigurePrimaryHttpMessageHandler(() => new StubHandler()).AddCoalescing();
        await using var provider = services.BuildServiceProvider(Checked);
        await using var scope = provider.CreateAsyncScope();

        var client = scope.ServiceProvider.GetRequiredService<IHttpClientFactory>().CreateClient("api");

        Assert.Equal("hello", await client.GetStringAsync("http://stub/"));
    }

    [Fact]
    public async Task AddCoalescing_KeyedClient_Coalesces()
    {
        var services = new ServiceCollection();
        services.AddHttpClient("api").ConfigurePrimaryHttpMessageHandler(() => new StubHandler()).AddCoalescing().AddAsKeyed();
        await using var provider = services.BuildServiceProvider(Checked);
        await using var scope = provider.CreateAsyncScope();

        using var response = await scope.ServiceProvider.GetRequiredKeyedService<HttpClient>("api").GetAsync("http://stub/");

        Assert.Equal("miss", response.GetCoalescing()!.Forwarded);
    }

    private sealed class FeedClient(HttpClient client)
    {
        public Task<string> GetAsync() => client.GetStringAsync("/me");
    }
}
