using System.Net;
using Coalesce.Http.Broker;
using Coalesce.Http.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Coalesce.Http.Tests.Outbox;

/// <summary>With a container: replays go through the named client, and run as long as the host does.</summary>
public sealed class HostingTests
{
    [Fact]
    public async Task Replay_GoesThroughTheNamedClientWithItsHandlersAndHeaders()
    {
        var server = new Scripted();
        var stub = new StubHandler(server.AnswerAsync);
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
        using var host = Build(stub, time);
        await Wait.ForAsync(host.StartAsync());
        var client = host.Services.GetRequiredService<IHttpClientFactory>().CreateClient("feed");
        using var response = await Wait.ForAsync(client.PostAsync("like", new StringContent("x")));
        Assert.True(response.TryGetReceipt(out var receipt));
        server.IsUp = true;

        await UntilAsync(time, () => receipt.Completion.IsCompleted);

        Assert.True((await receipt.Completion).IsDelivered);
        var replay = stub.Requests[^1];
        Assert.Equal(("Bearer t", "d", "/like"), (replay.Header("Authorization"), replay.Header("X-Default"), replay.Target));
        await Wait.ForAsync(host.StopAsync());
    }

    [Fact]
    public async Task Stop_EndsTheReplaysAndTheReceiptsAndKeepsTheEntries()
    {
        var stub = new StubHandler(new Scripted().AnswerAsync);
        var time = new FakeTimeProvider();
        using var host = Build(stub, time);
        await Wait.ForAsync(host.StartAsync());
        var client = host.Services.GetRequiredService<IHttpClientFactory>().CreateClient("feed");
        using var response = await Wait.ForAsync(client.PostAsync("like", new StringContent("x")));
        Assert.True(response.TryGetReceipt(out var receipt));
        var completion = receipt.Completion;

        await Wait.ForAsync(host.StopAsync());
        var sent = stub.Count;
        time.Advance(TimeSpan.FromHours(1));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.ForAsync(completion));
        Assert.Equal(sent, stub.Count);
        var outbox = host.Services.GetRequiredKeyedService<IRequestBroker>("feed").Outbox;
        Assert.Equal(OutboxState.Waiting, (await outbox.GetAsync(receipt.Id))!.State);
    }

    [Fact]
    public async Task Client_WithoutAHost_ReplaysToo()
    {
        var server = new Scripted();
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
        var services = new ServiceCollection();
        Add(services, new StubHandler(server.AnswerAsync), time);
        await using var provider = services.BuildServiceProvider();
        using var response = await Wait.ForAsync(provider.GetRequiredService<IHttpClientFactory>().CreateClient("feed").PostAsync("like", null));
        Assert.True(response.TryGetReceipt(out var receipt));
        server.IsUp = true;

        await UntilAsync(time, () => receipt.Completion.IsCompleted);

        Assert.True((await receipt.Completion).IsDelivered);
    }

    [Fact]
    public async Task Send_Synchronously_IsKeptAndAnsweredAlike()
    {
        var server = new Scripted();
        await using var chain = new OutboxChain(server.AnswerAsync);

        using var queued = await Wait.ForAsync(Task.Run(() => chain.Client.Send(new HttpRequestMessage(HttpMethod.Post, "/a") { Content = new StringContent("x") })));
        Assert.True(queued.TryGetReceipt(out var receipt));
        server.IsUp = true;
        Assert.True((await chain.EndAsync(receipt)).IsDelivered);
        using var answered = await Wait.ForAsync(Task.Run(() => chain.Client.Send(new HttpRequestMessage(HttpMethod.Post, "/b"))));

        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
        Assert.False(answered.TryGetReceipt(out _));
    }

    [Fact]
    public async Task Pipeline_WithAReplayClient_ReplaysWithItsDefaultHeaders()
    {
        var server = new Scripted();
        var stub = new StubHandler(server.AnswerAsync);
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
        var late = new Late();
        using var client = new HttpClient(late) { BaseAddress = new Uri("http://stub/") };
        client.DefaultRequestHeaders.Add("Authorization", "Bearer t");
        await using var store = new InMemoryOutboxStore();
        using var pipeline = CoalescingPipeline.Create(stub, options =>
        {
            (options.TimeProvider, options.OutboxStore, options.ReplayClient) = (time, store, client);
            options.Routes["POST /like"] = new RouteOptions { Queue = QueueWhen.Down, ReplayTimeout = TimeSpan.FromHours(1) };
        });
        late.InnerHandler = pipeline;
        using var response = await Wait.ForAsync(client.PostAsync("like", null));
        Assert.True(response.TryGetReceipt(out var receipt));
        server.IsUp = true;

        await UntilAsync(time, () => receipt.Completion.IsCompleted);

        Assert.True((await receipt.Completion).IsDelivered);
        Assert.Equal("Bearer t", stub.Requests[^1].Header("Authorization"));
    }

    [Fact]
    public void UseInMemoryOutbox_TwiceOrNameless_SaysWhatToDo()
    {
        var builder = new ServiceCollection().AddHttpClient("feed").AddCoalescing().UseInMemoryOutbox();

        Assert.Contains("'feed'", Assert.Throws<InvalidOperationException>(builder.UseInMemoryOutbox).Message, StringComparison.Ordinal);
        IHttpClientBuilder? nameless = null;
        new ServiceCollection().ConfigureHttpClientDefaults(defaults => nameless = defaults);
        Assert.Contains("name", Assert.Throws<InvalidOperationException>(nameless!.UseInMemoryOutbox).Message, StringComparison.Ordinal);
    }

    private static IHost Build(StubHandler stub, FakeTimeProvider time)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        Add(builder.Services, stub, time);
        return builder.Build();
    }

    private static void Add(IServiceCollection services, StubHandler stub, FakeTimeProvider time) => services
        .AddHttpClient("feed", client =>
        {
            client.BaseAddress = new Uri("http://stub/");
            client.DefaultRequestHeaders.Add("X-Default", "d");
        })
        .AddCoalescing(options =>
        {
            options.TimeProvider = time;
            options.Routes["POST /like"] = new RouteOptions { Queue = QueueWhen.Down, ReplayTimeout = TimeSpan.FromHours(1) };
        })
        .UseInMemoryOutbox()
        .AddHttpMessageHandler(() => new Bearer())
        .ConfigurePrimaryHttpMessageHandler(() => stub);

    private static async Task UntilAsync(FakeTimeProvider time, Func<bool> condition)
    {
        for (var steps = 0; !condition(); steps++)
        {
            if (steps > 100_000) throw new TimeoutException("The clock was moved on and on in vain.");
            time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Run(static () => { });
        }
    }

    private sealed class Bearer : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer t");
            return base.SendAsync(request, cancellationToken);
        }
    }

    /// <summary>Knows what it sends through only after the client was made.</summary>
    private sealed class Late : DelegatingHandler;
}
