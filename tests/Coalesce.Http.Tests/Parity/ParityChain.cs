using Coalesce.Http.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Coalesce.Http.Tests.Parity;

/// <summary>A way to build a client around a primary handler.</summary>
internal sealed class ParityChain(string name, Func<SocketsHttpHandler, (HttpClient Client, IAsyncDisposable? Owner)> build)
{
    /// <summary>The first is the plain handler, by which the others are measured.</summary>
    public static readonly ParityChain[] All =
    [
        new("the plain handler", handler => (new HttpClient(handler), null)),
        new("the pipeline", handler => (new HttpClient(CoalescingPipeline.Create(handler)), null)),
        new("the pipeline with a permit and a route", handler => (new HttpClient(CoalescingPipeline.Create(handler, OnePermit)), null)),
        new("the factory's chain", FromFactory),
    ];

    public string Name => name;

    public async Task<string> RunAsync(ParityCase parityCase, On mode, IParityOrigin origin, TimeSpan patience)
    {
        // Proxies of the machine's environment are none of the test's business.
        using var handler = new SocketsHttpHandler { UseProxy = false };
        parityCase.Handler?.Invoke(handler);
        var (client, owner) = build(handler);
        await using (owner)
        using (client)
        {
            client.BaseAddress = origin.Address(mode);
            var run = new ParityRun(client, handler, mode, origin, patience);
            await Wait.ForAsync(parityCase.Act(run), parityCase.Name);
            return run.Transcript();
        }
    }

    private static void OnePermit(CoalescingOptions options)
    {
        options.MaxConcurrency = 1;
        options.Routes["GET /{**path}"] = new() { Urgency = 1 };
    }

    private static (HttpClient Client, IAsyncDisposable? Owner) FromFactory(SocketsHttpHandler handler)
    {
        var services = new ServiceCollection();
        services.AddHttpClient("parity").ConfigurePrimaryHttpMessageHandler(() => handler).AddCoalescing();
        var provider = services.BuildServiceProvider();
        return (provider.GetRequiredService<IHttpClientFactory>().CreateClient("parity"), provider);
    }
}
