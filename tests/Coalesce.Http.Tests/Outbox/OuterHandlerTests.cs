using System.Net.Http.Headers;
using Coalesce.Http.Broker;
using Coalesce.Http.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Coalesce.Http.Tests.Outbox;

/// <summary>Handlers that stand outside of the chain have done their work on what was handed over: a replay carries it once, and the credentials of the moment.</summary>
public sealed class OuterHandlerTests
{
    [Fact]
    public async Task Replay_AHandlerOutsideChangesTheRequest_SendsTheSameAsTheFirstAttempt()
    {
        var server = new Scripted();
        var bodies = new List<string>();
        var stub = new StubHandler(async (request, token) =>
        {
            bodies.Add(await request.Content!.ReadAsStringAsync(token));
            return await server.AnswerAsync(request, token);
        });
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
        var services = new ServiceCollection();
        services.AddHttpClient("feed", client => client.BaseAddress = new Uri("http://stub/"))
            .AddHttpMessageHandler(() => new Changing())
            .AddCoalescing(options =>
            {
                options.TimeProvider = time;
                options.Routes["POST /like"] = new RouteOptions { Queue = QueueWhen.Down, ReplayTimeout = TimeSpan.FromHours(1) };
            })
            .UseInMemoryOutbox()
            .ConfigurePrimaryHttpMessageHandler(() => stub);
        await using var provider = services.BuildServiceProvider();
        using var response = await Wait.ForAsync(provider.GetRequiredService<IHttpClientFactory>().CreateClient("feed").PostAsync("like", new StringContent("x")));
        Assert.True(response.TryGetReceipt(out var receipt));
        server.IsUp = true;

        for (var steps = 0; !receipt.Completion.IsCompleted; steps++)
        {
            Assert.True(steps < 100_000, "The clock was moved on and on in vain.");
            time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Run(static () => { });
        }

        Assert.True((await receipt.Completion).IsDelivered);
        Assert.Equal(2, stub.Count);
        foreach (var sent in stub.Requests)
        {
            Assert.Equal(("/like?version=1", "packed", "1", "a, b", "Bearer t"),
                (sent.Target, sent.Header("Content-Encoding"), sent.Header("X-Added"), sent.Header("X-Replaced")?[..4], sent.Header("Authorization")));
        }
        Assert.Equal(["packed(x)", "packed(x)"], bodies);
        Assert.Equal(["a, b1", "a, b2"], stub.Requests.Select(sent => sent.Header("X-Replaced"))); // a signature, say, is that of the moment
    }

    private sealed class Changing : DelegatingHandler
    {
        private int _sends;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri = new Uri($"{request.RequestUri}{(request.RequestUri!.Query.Length == 0 ? "?" : "&")}version=1");
            request.Content = new StringContent($"packed({await request.Content!.ReadAsStringAsync(cancellationToken)})");
            request.Content.Headers.ContentEncoding.Add("packed");
            request.Headers.Add("X-Added", "1");
            request.Headers.Remove("X-Replaced");
            request.Headers.Add("X-Replaced", ["a", $"b{++_sends}"]);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "t");
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
