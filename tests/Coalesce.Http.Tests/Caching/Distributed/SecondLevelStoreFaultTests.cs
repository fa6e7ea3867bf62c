using System.Collections.Concurrent;
using Coalesce.Http.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Coalesce.Http.Tests.Caching.Distributed;

/// <summary>Stores that do what no store should: whoever asks gets the origin's answer all the same, and nobody hangs.</summary>
public sealed class SecondLevelStoreFaultTests
{
    [Theory]
    [InlineData("throws")]
    [InlineData("fails")]
    [InlineData("cancels")]
    [InlineData("cancels by exception")]
    [InlineData("gives no task")]
    public async Task Store_FailsInAnyWay_TheOriginsAnswerIsGiven(string how)
    {
        var store = new ScriptedStore { Getting = (_, _) => Fault<byte[]?>(how), Setting = (_, _) => Fault<object>(how) };
        using var processes = new Processes(_ => CacheChain.Response("x", "Cache-Control: max-age=60"));
        var process = processes.Start(options => options.Cache.SecondLevel = store);

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("x", (await process.GetAsync($"/{i}")).Body);
            Assert.Equal("hit", await process.HowAsync($"/{i}"));
            (await process.SendAsync(HttpMethod.Put, $"/{i}")).Dispose();
            await Assert.ThrowsAsync<IOException>(() => Wait.ForAsync(process.Cache.ClearAsync()));
            Assert.Equal("miss", await process.HowAsync($"/{i}"));
            processes.Time.Advance(TimeSpan.FromSeconds(6));
        }
    }

    [Fact]
    public async Task Store_BlocksItsThread_TheCallersIsNotBlockedAndWaitsAMoment()
    {
        using var unblocked = new ManualResetEventSlim();
        using var blocking = new SemaphoreSlim(0);
        var store = new ScriptedStore { Getting = (_, _) => Block<byte[]?>(), Setting = (_, _) => Block<object?>() };
        using var processes = new Processes(_ => CacheChain.Response("x", "Cache-Control: max-age=60"));
        var process = processes.Start(options => options.Cache.SecondLevel = store);
        try
        {
            // On a thread of its own: here the suite would hang.
            var handedOver = new TaskCompletionSource<Task<string>>(TaskCreationOptions.RunContinuationsAsynchronously);
            new Thread(() => handedOver.SetResult(process.Client.GetStringAsync("/a"))) { IsBackground = true }.Start();
            var reading = await Wait.ForAsync(handedOver.Task);
            await Wait.ForAsync(blocking.WaitAsync());
            Assert.Equal(0, process.Sent);

            processes.Time.Advance(TimeSpan.FromMilliseconds(500));

            Assert.Equal("x", await Wait.ForAsync(reading));
        }
        finally
        {
            unblocked.Set();
        }

        Task<T> Block<T>()
        {
            blocking.Release();
            unblocked.Wait(CancellationToken.None);
            return Task.FromResult<T>(default!);
        }
    }

    [Fact]
    public async Task Store_TakesLongForEachStep_TheLookTakesNoLongerThanAMoment()
    {
        var (got, set) = (new TaskCompletionSource<byte[]?>(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        using var setting = new SemaphoreSlim(0);
        var store = new ScriptedStore
        {
            Getting = (_, _) => got.Task,
            Setting = (_, _) =>
            {
                setting.Release();
                return set.Task;
            },
        };
        using var processes = new Processes(_ => CacheChain.Response("x", "Cache-Control: max-age=60"));
        var process = processes.Start(options => options.Cache.SecondLevel = store);

        var reading = process.GetAsync("/a");
        processes.Time.Advance(TimeSpan.FromMilliseconds(400));
        got.SetResult(null);
        await Wait.ForAsync(setting.WaitAsync()); // generations, of which there are none
        Assert.Equal(0, process.Sent);
        processes.Time.Advance(TimeSpan.FromMilliseconds(100));

        Assert.Equal("x", (await reading).Body);
        set.SetResult();
    }

    [Fact]
    public async Task Get_OfWhatNobodyHasAskedFor_WaitsForTwoRoundTrips()
    {
        using var processes = new Processes(_ => CacheChain.Response("x", "Cache-Control: max-age=60"));

        await processes.Start().GetAsync("/a");
        await processes.Store.WaitForRecordsAsync(1);

        Assert.Equal((3, 2), (processes.Store.Gets, processes.Store.Keys.Count - 1)); // what is not there is made, and not asked for again
        Assert.Equal("hit", await processes.Start().HowAsync("/a"));
    }

    [Fact]
    public async Task Store_GoesOnInTheCallersContext_WhichIsBlocked_IsNotWaitedFor()
    {
        var store = new ScriptedStore();
        store.Getting = async (key, token) =>
        {
            await Task.Yield();
            return await store.Inner.GetAsync(key, token);
        };
        using var processes = new Processes(_ => CacheChain.Response("x", "Cache-Control: max-age=60"));
        var process = processes.Start(options => options.Cache.SecondLevel = store);

        foreach (var isSynchronous in new[] { false, true })
        {
            var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            new Thread(() =>
            {
                SynchronizationContext.SetSynchronizationContext(new StuckContext());
                try
                {
                    using var response = isSynchronous ? process.Client.Send(new HttpRequestMessage(HttpMethod.Get, "/sync")) : process.Client.GetAsync("/async").GetAwaiter().GetResult();
                    answer.SetResult(response.Headers.GetValues("Cache-Status").Single());
                }
                catch (Exception e)
                {
                    answer.SetException(e);
                }
            }) { IsBackground = true }.Start();

            Assert.Equal("Coalesce; fwd=miss", await Wait.ForAsync(answer.Task));
        }
    }

    [Fact]
    public async Task Write_WhileARequestTriesWhetherTheStoreWorksAgain_IsTold()
    {
        using var processes = new Processes(_ => CacheChain.Response("x", "Cache-Control: max-age=60"));
        var process = processes.Start();
        await process.GetAsync("/a");
        await processes.Store.WaitForRecordsAsync(1);
        processes.Store.IsDown = true;
        await process.GetAsync("/b");
        processes.Store.IsDown = false;
        processes.Time.Advance(TimeSpan.FromSeconds(6));
        processes.Store.Getting = new TaskCompletionSource().Task;
        var gets = processes.Store.Gets;
        var reading = process.GetAsync("/c");
        await Wait.UntilAsync(() => processes.Store.Gets > gets);

        (await process.SendAsync(HttpMethod.Put, "/a")).Dispose();

        processes.Store.Getting = Task.CompletedTask;
        Assert.Equal("miss", await processes.Start().HowAsync("/a"));
        processes.Time.Advance(TimeSpan.FromMilliseconds(500));
        await reading;
    }

    [Fact]
    public void Send_Synchronously_AsksWhoseItIsOnTheCallersThread()
    {
        ConcurrentBag<int> threads = [];
        using var processes = new Processes(_ => CacheChain.Response("x", "Cache-Control: max-age=60"), options => options.Partition = _ =>
        {
            threads.Add(Environment.CurrentManagedThreadId);
            return "ann";
        });

        processes.Start().Client.Send(new HttpRequestMessage(HttpMethod.Get, "/a")).Dispose();

        Assert.Equal([Environment.CurrentManagedThreadId], threads.Distinct());
    }

    [Fact]
    public async Task Dispose_WhileTheStoreBlocksItsThreads_EndsAfterAMoment()
    {
        using var unblocked = new ManualResetEventSlim();
        using var blocking = new SemaphoreSlim(0);
        var store = new ScriptedStore();
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
        var services = new ServiceCollection();
        services.AddHttpClient("api").AddCoalescing(options =>
        {
            options.TimeProvider = time;
            options.Cache.SecondLevel = store;
            options.Cache.SecondLevelKey = Processes.Secret;
        }).ConfigurePrimaryHttpMessageHandler(() => new StubHandler(_ => CacheChain.Response("x", "Cache-Control: max-age=60")));
        var provider = services.BuildServiceProvider();
        try
        {
            var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("api");
            await Wait.ForAsync(client.GetStringAsync(new Uri("http://stub/a"))); // has made generations
            await store.Inner.WaitForRecordsAsync(1);
            await Wait.ForAsync(client.GetAsync(new Uri("http://stub/b"), HttpCompletionOption.ResponseContentRead).ContinueWith(_ => { }, TaskScheduler.Default));
            await store.Inner.WaitForRecordsAsync(2);
            store.Setting = (_, _) =>
            {
                blocking.Release();
                unblocked.Wait(CancellationToken.None);
                return Task.CompletedTask;
            };
            using var request = new HttpRequestMessage(HttpMethod.Get, "http://stub/a") { Headers = { { "Cache-Control", "no-cache" } } };
            (await Wait.ForAsync(client.SendAsync(request))).Dispose();
            await Wait.ForAsync(blocking.WaitAsync());

            var disposing = provider.DisposeAsync();
            time.Advance(TimeSpan.FromMilliseconds(500));
            await Wait.ForAsync(disposing);
        }
        finally
        {
            unblocked.Set();
        }
    }

    private static Task<T> Fault<T>(string how) => how switch
    {
        "throws" => throw new InvalidOperationException(),
        "fails" => Task.FromException<T>(new InvalidOperationException()),
        "cancels" => Task.FromCanceled<T>(new CancellationToken(canceled: true)),
        "cancels by exception" => throw new OperationCanceledException(),
        _ => null!,
    };

    /// <summary>That of a thread that is busy for ever.</summary>
    private sealed class StuckContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
        }
    }
}
