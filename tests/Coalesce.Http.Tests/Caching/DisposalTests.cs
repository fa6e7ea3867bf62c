using Coalesce.Http.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Coalesce.Http.Tests.Caching;

/// <summary>What becomes of requests, and of what was begun beside them, when the broker has gone.</summary>
public sealed class DisposalTests
{
    [Fact]
    public async Task Get_AfterTheContainerHasGone_IsSentAsWithoutACache()
    {
        using var stub = new StubHandler((_, _) => Task.FromResult(CacheChain.Response("x", "Cache-Control: max-age=60")));
        var services = new ServiceCollection();
        services.AddHttpClient("api").ConfigurePrimaryHttpMessageHandler(() => stub).AddCoalescing();
        HttpClient client;
        await using (var provider = services.BuildServiceProvider())
        {
            client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("api");
            await Wait.ForAsync(client.GetStringAsync(new Uri("http://api.test/a")));
        }

        Assert.Equal("x", await client.GetStringAsync(new Uri("http://api.test/a")).WaitAsync(TimeSpan.FromSeconds(5)));
        Assert.Equal("x", await client.GetStringAsync(new Uri("http://api.test/b")).WaitAsync(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task Get_UnderWayWhenTheContainerGoes_Ends()
    {
        using var wire = new HeldWire();
        var services = new ServiceCollection();
        services.AddHttpClient("api").ConfigurePrimaryHttpMessageHandler(() => wire).AddCoalescing();
        var provider = services.BuildServiceProvider();
        using var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("api");
        var read = client.GetStringAsync(new Uri("http://api.test/a"));
        var send = await wire.SendAsync(0);
        await provider.DisposeAsync();
        send.Answer("late", response => response.Headers.TryAddWithoutValidation("Cache-Control", "max-age=60"));

        await Assert.ThrowsAnyAsync<Exception>(() => read).WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Renewal_WhoseAnswerIsForOneAlone_EndsWithTheBroker()
    {
        using var wire = new HeldWire();
        var pipeline = CoalescingPipeline.Create(wire);
        using var client = new HttpClient(pipeline, disposeHandler: false);
        var first = client.GetStringAsync(new Uri("http://api.test/a"));
        (await wire.SendAsync(0)).Answer("x", response => response.Headers.TryAddWithoutValidation("Cache-Control", "max-age=0, stale-while-revalidate=1000"));
        await Wait.ForAsync(first);
        Assert.Equal("x", await Wait.ForAsync(client.GetStringAsync(new Uri("http://api.test/a"))));
        var renewal = await wire.SendAsync(1);
        renewal.GiveHead(response => response.Headers.TryAddWithoutValidation("Set-Cookie", "a=b"));
        await renewal.Body.Reads.WaitForAsync(1);

        pipeline.Dispose();

        await renewal.Body.Disposed.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Renewal_UnderWay_EndsWithTheBroker()
    {
        using var wire = new HeldWire();
        var pipeline = CoalescingPipeline.Create(wire);
        using var client = new HttpClient(pipeline, disposeHandler: false);
        var first = client.GetStringAsync(new Uri("http://api.test/a"));
        (await wire.SendAsync(0)).Answer("x", response => response.Headers.TryAddWithoutValidation("Cache-Control", "max-age=0, stale-while-revalidate=1000"));
        await Wait.ForAsync(first);
        Assert.Equal("x", await Wait.ForAsync(client.GetStringAsync(new Uri("http://api.test/a"))));
        var renewal = await wire.SendAsync(1);

        pipeline.Dispose();

        await renewal.Cancelled.WaitAsync(TimeSpan.FromSeconds(5));
    }
}
