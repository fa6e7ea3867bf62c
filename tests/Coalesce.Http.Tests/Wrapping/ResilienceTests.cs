using System.Net;
using Coalesce.Http.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Time.Testing;
using Polly;

namespace Coalesce.Http.Tests.Wrapping;

/// <summary>
/// The standard resilience handler on both sides of ours. Outside, it would count our queue as a slow attempt: an adjacent one is
/// moved inside, with a warning.
/// </summary>
public sealed class ResilienceTests
{
    private const int Callers = 20;
    private const int Gets = 600;
    private const int Permits = 4;
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(200);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task StandardResilience_IdenticalGetsAtOnce_AreOneRequest(bool outside)
    {
        var gate = new Gate();
        await using var origin = await TestOrigin.StartAsync(async context =>
        {
            await gate.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync("hello");
        });
        await using var client = new TestClient(builder => Build(builder, outside), origin.BaseAddress);
        var http = client.Create();

        var calls = Enumerable.Range(0, Callers).Select(_ => http.GetStringAsync("/me")).ToArray();
        await gate.OpenOnceJoinedAsync(client.Broker, Callers);
        var answers = await Wait.ForAsync(Task.WhenAll(calls));

        Assert.Equal(1, origin.Count);
        Assert.All(answers, answer => Assert.Equal("hello", answer));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task StandardResilience_FirstAttemptFails_CallersShareTheRetry(bool outside)
    {
        var gate = new Gate();
        var attempts = 0;
        await using var origin = await TestOrigin.StartAsync(async context =>
        {
            await gate.WaitAsync(context.RequestAborted);
            context.Response.StatusCode = Interlocked.Increment(ref attempts) == 1 ? 503 : 200;
        });
        await using var client = new TestClient(builder => Build(builder, outside, o => o.Retry.Delay = TimeSpan.Zero), origin.BaseAddress);
        var http = client.Create();

        var calls = Enumerable.Range(0, Callers).Select(_ => http.GetAsync("/me")).ToArray();
        await gate.OpenOnceJoinedAsync(client.Broker, Callers);
        var answers = await Wait.ForAsync(Task.WhenAll(calls));

        Assert.Equal(2, origin.Count);
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
    }

    [Fact]
    public async Task StandardResilience_Inside_GivesNoWarning()
    {
        await using var origin = await TestOrigin.StartAsync();
        await using var client = new TestClient(builder => Build(builder, outside: false), origin.BaseAddress);

        await client.Create().GetStringAsync("/me");

        Assert.Empty(client.Log.Warnings);
    }

    [Fact]
    public async Task StandardResilience_OutsideAndAdjacent_IsMovedInsideWithOneWarning()
    {
        await using var origin = await TestOrigin.StartAsync();
        await using var client = new TestClient(builder => Build(builder, outside: true), origin.BaseAddress);

        await client.Create().GetStringAsync("/me");
        await client.Create().GetStringAsync("/me");

        var warning = Assert.Single(client.Log.Warnings);
        Assert.Contains("resilience", warning, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(TestClient.Name, warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StandardResilience_OutsideBehindAnotherHandler_GivesOneWarning()
    {
        await using var origin = await TestOrigin.StartAsync();
        await using var client = new TestClient(builder =>
        {
            builder.AddStandardResilienceHandler();
            builder.AddHttpMessageHandler(() => new BearerHandler()).AddCoalescing();
        }, origin.BaseAddress);

        await client.Create().GetStringAsync("/me");
        await client.Create().GetStringAsync("/me");

        Assert.Contains("resilience", Assert.Single(client.Log.Warnings), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>
    /// 600 GETs of 200 ms through 4 permits take 30 s: three times the standard time for an attempt, and all of the time for a
    /// request. Counted from the queue on, most would fail; on a fake clock that drives origin and resilience alike, none may.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task StandardResilience_600GetsThrough4Permits_AllSucceed(bool outside)
    {
        var clock = new FakeTimeProvider();
        var started = new Tally("answers under way");
        var stub = new StubHandler(async (_, token) =>
        {
            var answer = Task.Delay(Latency, clock, token);
            started.Add();
            await answer;
            return new HttpResponseMessage { Content = new StringContent("hello") };
        });
        await using var client = new TestClient(
            builder => Build(builder, outside, permits: Permits).ConfigurePrimaryHttpMessageHandler(() => stub),
            more: services => services
                .AddSingleton<TimeProvider>(clock)
                .AddTransient(_ => new ResiliencePipelineBuilder { TimeProvider = clock }));
        var http = client.Create();

        var calls = Enumerable.Range(0, Gets).Select(i => http.GetStringAsync($"/item/{i}")).ToArray();
        for (var round = 1; round <= Gets / Permits; round++)
        {
            await started.WaitForAsync(round * Permits);
            Assert.Equal(round * Permits, stub.Count);
            clock.Advance(Latency);
        }
        var answers = await Wait.ForAsync(Task.WhenAll(calls));

        Assert.All(answers, answer => Assert.Equal("hello", answer));
        Assert.Equal(Gets, stub.Count);
    }

    /// <summary>What the test above leans on: the clock it hands over is the one by which attempts time out.</summary>
    [Fact]
    public async Task StandardResilience_OnAFakeClock_TimesOutByIt()
    {
        var clock = new FakeTimeProvider();
        var stub = new StubHandler(async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, token);
            return new HttpResponseMessage();
        });
        await using var client = new TestClient(
            builder => builder.ConfigurePrimaryHttpMessageHandler(() => stub).AddStandardResilienceHandler(),
            more: services => services.AddTransient(_ => new ResiliencePipelineBuilder { TimeProvider = clock }));

        var call = client.Create().GetAsync("/");
        await stub.WaitForRequestsAsync(1);
        clock.Advance(TimeSpan.FromSeconds(31));

        await Assert.ThrowsAnyAsync<Polly.Timeout.TimeoutRejectedException>(() => Wait.ForAsync(call));
    }

    [Theory(Explicit = true)]
    [Trait("Category", "Long")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task StandardResilience_600GetsOnARealOrigin_AllSucceed(bool outside)
    {
        await using var origin = await TestOrigin.StartAsync(async context =>
        {
            await Task.Delay(Latency, TimeProvider.System, context.RequestAborted);
            await context.Response.WriteAsync("hello");
        });
        await using var client = new TestClient(builder => Build(builder, outside, permits: Permits), origin.BaseAddress);
        var http = client.Create();

        var answers = await Task.WhenAll(Enumerable.Range(0, Gets).Select(i => http.GetStringAsync($"/item/{i}")));

        Assert.All(answers, answer => Assert.Equal("hello", answer));
        Assert.Equal(Gets, origin.Count);
    }

    private static IHttpClientBuilder Build(
        IHttpClientBuilder builder, bool outside, Action<HttpStandardResilienceOptions>? resilience = null, int? permits = null)
    {
        if (outside) builder.AddStandardResilienceHandler(resilience ?? (_ => { }));
        builder.AddCoalescing(o => o.MaxConcurrency = permits);
        if (!outside) builder.AddStandardResilienceHandler(resilience ?? (_ => { }));
        return builder;
    }
}
