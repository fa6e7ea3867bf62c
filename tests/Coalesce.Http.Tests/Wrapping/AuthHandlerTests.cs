using Coalesce.Http.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Coalesce.Http.Tests.Wrapping;

public sealed class AuthHandlerTests
{
    private const int Callers = 20;

    [Fact]
    public async Task AuthHandler_BeforeOurs_OneRequestPerUser()
    {
        var gate = new Gate();
        await using var origin = await StartAsync(gate);
        await using var client = new TestClient(
            builder => builder.AddHttpMessageHandler(() => new BearerHandler()).AddCoalescing(), origin.BaseAddress);

        var calls = Ask(client);
        await gate.OpenOnceJoinedAsync(client.Broker, Callers);

        await AssertOwnAnswersAsync(calls);
        Assert.Equal(["Bearer user-1", "Bearer user-2"], origin.Requests.Select(r => r.Header("Authorization")).Order());
        Assert.Empty(client.Log.Warnings);
    }

    [Fact]
    public async Task AuthHandler_AfterOursWithoutPartition_NothingIsSharedAndOneWarningSaysWhy()
    {
        var gate = new Gate();
        await using var origin = await StartAsync(gate);
        await using var client = new TestClient(
            builder => builder.AddCoalescing().AddHttpMessageHandler(() => new BearerHandler()), origin.BaseAddress);

        var calls = Ask(client);
        await origin.WaitForRequestsAsync(Callers);
        gate.Open();

        await AssertOwnAnswersAsync(calls);
        Assert.Equal(Callers, origin.Count);
        var warning = Assert.Single(client.Log.Warnings);
        Assert.Contains("Partition", warning, StringComparison.Ordinal);
        Assert.DoesNotContain("user-1", warning, StringComparison.Ordinal);
        Assert.DoesNotContain("user-2", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AuthHandler_AfterOursWithPartition_OneRequestPerUser()
    {
        var gate = new Gate();
        await using var origin = await StartAsync(gate);
        await using var client = new TestClient(
            builder => builder
                .AddCoalescing(o => o.Partition = _ => SignedIn.User)
                .AddHttpMessageHandler(() => new BearerHandler()), origin.BaseAddress);

        var calls = Ask(client);
        await gate.OpenOnceJoinedAsync(client.Broker, Callers);

        await AssertOwnAnswersAsync(calls);
        Assert.Equal(["Bearer user-1", "Bearer user-2"], origin.Requests.Select(r => r.Header("Authorization")).Order());
        Assert.Empty(client.Log.Warnings);
    }

    [Fact]
    public async Task AuthHandler_OnThePipelinesInside_NothingIsShared()
    {
        var gate = new Gate();
        await using var origin = await StartAsync(gate);
        using var client = new HttpClient(CoalescingPipeline.Create(new BearerHandler { InnerHandler = new SocketsHttpHandler() }))
        {
            BaseAddress = origin.BaseAddress,
        };

        var calls = Enumerable.Range(0, Callers).Select(i => SignedIn.AsAsync(User(i), () => client.GetStringAsync("/me"))).ToArray();
        await origin.WaitForRequestsAsync(Callers);
        gate.Open();

        await AssertOwnAnswersAsync(calls);
    }

    [Theory]
    [InlineData("X-Request-ID")]
    [InlineData("traceparent")]
    public async Task InnerHandler_AddsATracingHeader_SharingGoesOn(string header)
    {
        await AssertSharedAsync(header, _ => { });
    }

    [Fact]
    public async Task InnerHandler_AddsADeclaredHeader_SharingGoesOn()
    {
        await AssertSharedAsync("X-Api-Version", options => options.Key.InnerHeaders.Add("X-Api-Version"));
    }

    [Fact]
    public async Task InnerHandler_AddsAnUndeclaredHeader_NothingIsShared()
    {
        var gate = new Gate();
        await using var origin = await StartAsync(gate);
        await using var client = new TestClient(
            builder => builder.AddCoalescing().AddHttpMessageHandler(() => new HeaderHandler("X-Tenant-Id", () => SignedIn.User!)), origin.BaseAddress);

        var calls = Ask(client);
        await origin.WaitForRequestsAsync(Callers);
        gate.Open();

        await Wait.ForAsync(Task.WhenAll(calls));
        Assert.Single(client.Log.Warnings);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TokenRefresh_ThroughTheSameClientWithOnePermit_DoesNotDeadlock(bool outside)
    {
        await using var origin = await TestOrigin.StartAsync(context =>
        {
            if (context.Request.Path == "/token") return context.Response.WriteAsync("fresh");
            if (context.Request.Headers.Authorization == "Bearer fresh") return context.Response.WriteAsync("hello");
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return context.Response.WriteAsync("who are you?");
        });
        await using var client = new TestClient(builder =>
        {
            if (outside) builder.AddHttpMessageHandler(services => new RefreshingHandler(services));
            builder.AddCoalescing(o => o.MaxConcurrency = 1);
            if (!outside) builder.AddHttpMessageHandler(services => new RefreshingHandler(services));
        }, origin.BaseAddress);
        var http = client.Create();

        var answers = await Wait.ForAsync(Task.WhenAll(Enumerable.Range(0, 10).Select(i => http.GetStringAsync($"/data/{i}"))));

        Assert.All(answers, answer => Assert.Equal("hello", answer));
        await Wait.UntilAsync(() => client.Broker.GetFlights().Count == 0);
        Assert.Empty(client.Broker.GetWaiting());
    }

    private static async Task AssertSharedAsync(string header, Action<CoalescingOptions> configure)
    {
        var number = 0;
        var gate = new Gate();
        await using var origin = await StartAsync(gate);
        await using var client = new TestClient(
            builder => builder.AddCoalescing(configure).AddHttpMessageHandler(() =>
                new HeaderHandler(header, () => $"00-0af7651916cd43dd8448eb211c80319c-b7ad6b716920333{Interlocked.Increment(ref number)}-01")),
            origin.BaseAddress);

        var calls = Enumerable.Range(0, Callers).Select(_ => client.Create().GetStringAsync("/me")).ToArray();
        await gate.OpenOnceJoinedAsync(client.Broker, Callers);

        await Wait.ForAsync(Task.WhenAll(calls));
        Assert.Equal(1, origin.Count);
        Assert.NotNull(origin.Requests[0].Header(header));
        Assert.Empty(client.Log.Warnings);
    }

    private static Task<string>[] Ask(TestClient client) =>
        [.. Enumerable.Range(0, Callers).Select(i => SignedIn.AsAsync(User(i), () => client.Create().GetStringAsync("/me")))];

    private static async Task AssertOwnAnswersAsync(Task<string>[] calls)
    {
        var answers = await Wait.ForAsync(Task.WhenAll(calls));
        Assert.Equal(Enumerable.Range(0, Callers).Select(i => $"Bearer {User(i)}"), answers);
    }

    private static string User(int caller) => caller % 2 == 0 ? "user-1" : "user-2";

    private static Task<TestOrigin> StartAsync(Gate gate) => TestOrigin.StartAsync(async context =>
    {
        await gate.WaitAsync(context.RequestAborted);
        await context.Response.WriteAsync(context.Request.Headers.Authorization.ToString());
    });
}
