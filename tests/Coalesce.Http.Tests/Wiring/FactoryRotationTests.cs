using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Coalesce.Http.Broker;
using Coalesce.Http.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Coalesce.Http.Tests.Wiring;

/// <summary>The real factory with handlers that live a second, on a real clock: its shortest lifetime, and its clean-up every ten seconds.</summary>
public sealed class FactoryRotationTests
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(28);

    [Fact(Explicit = true)]
    [Trait("Category", "Long")]
    public async Task Rotate_RealFactoryWithForcedCollections_NothingIsLostAndNothingUsesADisposedHandler()
    {
        // Slow enough that flights outlive their chain; every third answer asks for a retry first.
        var attempts = new ConcurrentDictionary<string, int>();
        await using var origin = await TestOrigin.StartAsync(async context =>
        {
            var target = context.Request.Path + context.Request.QueryString;
            await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, context.RequestAborted);
            if (target.EndsWith('0') && attempts.AddOrUpdate(target, 1, (_, count) => count + 1) == 1)
            {
                context.Response.StatusCode = 503;
                return;
            }
            await context.Response.WriteAsync(target[..1], context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, context.RequestAborted);
            await context.Response.WriteAsync(target[1..], context.RequestAborted);
        });
        var built = new ConcurrentBag<Watched>();
        var services = new ServiceCollection();
        services.AddHttpClient("api", client => client.BaseAddress = origin.BaseAddress)
            .AddCoalescing(options => options.MaxConcurrency = 16)
            .AddHttpMessageHandler(() =>
            {
                var handler = new Watched();
                built.Add(handler);
                return handler;
            })
            .SetHandlerLifetime(TimeSpan.FromSeconds(1));
        await using var provider = services.BuildServiceProvider(validateScopes: true);
        var factory = provider.GetRequiredService<IHttpClientFactory>();
        var failures = new ConcurrentQueue<string>();
        var served = 0;
        var started = Stopwatch.GetTimestamp();

        var workers = Enumerable.Range(0, 24).Select(worker => Task.Run(async () =>
        {
            var random = new Random(worker);
            while (Stopwatch.GetElapsedTime(started) < Length)
            {
                var target = $"/{(int)(Stopwatch.GetElapsedTime(started).TotalMilliseconds / 150)}?n={worker % 3 * 5}";
                try
                {
                    if (await AskAsync(factory, target, leaves: random.Next(4) == 0)) Interlocked.Increment(ref served);
                }
                catch (Exception e)
                {
                    failures.Enqueue($"{target}: {e}");
                }
            }
        })).ToList();
        var rounds = 0;
        while (!Task.WhenAll(workers).IsCompleted)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            rounds++;
            await Task.WhenAny(Task.WhenAll(workers), Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System));
        }
        await Task.WhenAll(workers);

        Assert.Empty(failures);
        Assert.True(served > 500, $"{served} served");
        Assert.True(built.Count > 15, $"{built.Count} chains");
        Assert.True(built.Count(handler => handler.Disposals == 1) > 5, "the factory disposed some");
        Assert.DoesNotContain(built, handler => handler.Disposals > 1);
        Assert.DoesNotContain(built, handler => handler.UsedAfterDisposal);
        Assert.True(rounds > 50);
        var broker = provider.GetRequiredKeyedService<IRequestBroker>("api");
        Assert.True(await Wait.ForAsync(broker.DrainAsync(TimeSpan.FromSeconds(10))));
        Assert.Empty(broker.GetFlights());
        Assert.Empty(broker.GetWaiting());
    }

    // Not inlined, so that the client does not live on in the worker's frame.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<bool> AskAsync(IHttpClientFactory factory, string target, bool leaves)
    {
        using var cancellation = new CancellationTokenSource(leaves ? TimeSpan.FromMilliseconds(200) : Timeout.InfiniteTimeSpan, TimeProvider.System);
        try
        {
            var answer = await factory.CreateClient("api").GetStringAsync(target, cancellation.Token);
            return answer == target ? true : throw new InvalidOperationException($"'{answer}'");
        }
        catch (OperationCanceledException) when (leaves)
        {
            return false;
        }
    }

    /// <summary>Retries a 503 once, and knows whether it was used after its end.</summary>
    private sealed class Watched : DelegatingHandler
    {
        private int _disposals;
        private volatile bool _usedAfterDisposal;

        public int Disposals => Volatile.Read(ref _disposals);

        public bool UsedAfterDisposal => _usedAfterDisposal;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            while (true)
            {
                _usedAfterDisposal |= Disposals > 0;
                var response = await base.SendAsync(request, cancellationToken);
                _usedAfterDisposal |= Disposals > 0;
                if ((int)response.StatusCode != 503) return response;
                response.Dispose();
            }
        }

        protected override void Dispose(bool disposing)
        {
            Interlocked.Increment(ref _disposals);
            base.Dispose(disposing);
        }
    }
}
