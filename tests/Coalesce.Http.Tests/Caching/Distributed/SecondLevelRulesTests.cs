using Coalesce.Http.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Coalesce.Http.Tests.Caching.Distributed;

/// <summary>What is taken from there is held to the rules of whoever takes it.</summary>
public sealed class SecondLevelRulesTests
{
    [Fact]
    public async Task Partition_DiffersInWhatIsNoText_NeitherFindsTheOthers()
    {
        using var processes = new Processes(_ => CacheChain.Response("x", "Cache-Control: max-age=1000"));
        await processes.Start(options => options.Partition = _ => "\ud800").GetAsync("/me");
        await processes.Store.WaitForRecordsAsync(1);

        Assert.Equal("miss", await processes.Start(options => options.Partition = _ => "\ud801").HowAsync("/me"));
    }

    [Fact]
    public async Task Host_ThatWasSet_IsAnotherServerAlsoWithStandardKeys()
    {
        using var processes = new Processes(request => CacheChain.Response(request.Headers.Host ?? "none", "Cache-Control: max-age=1000"), options => options.Cache.Key = CacheKeyMode.Standard);
        var first = processes.Start();
        await first.GetAsync("/", "Host: one.test");
        await processes.Store.WaitForRecordsAsync(1);

        foreach (var process in new[] { first, processes.Start() })
        {
            Assert.Equal("one.test", (await process.GetAsync("/", "Host: one.test")).Body);
            Assert.Equal("two.test", (await process.GetAsync("/", "Host: two.test")).Body);
            Assert.Equal("none", (await process.GetAsync("/")).Body);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Invalidate_ByTag_ReachesWhatAHeadHasBroughtIntoMemory(bool hasSecond)
    {
        var version = 1;
        using var processes = new Processes(_ => CacheChain.Response($"{version}", "Cache-Control: max-age=1000", "ETag: \"1\""), options => options.Routes["GET /posts/{id}"] = new RouteOptions { Tags = { "post/{id}" } });
        var first = processes.Start();
        await first.GetAsync("/posts/1");
        await processes.Store.WaitForRecordsAsync(1);
        var process = hasSecond ? processes.Start() : first;
        (await process.SendAsync(HttpMethod.Head, "/posts/1", hasSecond ? "Accept: */*" : "Cache-Control: no-cache")).Dispose();
        Assert.Equal("1", (await process.GetAsync("/posts/1")).Body);

        version = 2;
        await process.Cache.InvalidateTagAsync("post/1");

        Assert.Equal("2", (await process.GetAsync("/posts/1")).Body);
    }

    [Fact]
    public async Task Process_ThatTakesSmallerBodies_TakesNoBiggerOnesFromThere()
    {
        using var processes = new Processes(_ => CacheChain.Response(new string('x', 1_000), "Cache-Control: max-age=1000"));
        await processes.Start().GetAsync("/a");
        await processes.Store.WaitForRecordsAsync(1);

        Assert.Equal("miss", await processes.Start(options => options.Cache.MaxBody = 999).HowAsync("/a"));
    }

    [Theory]
    [InlineData(60, 0, 59, "hit")]
    [InlineData(60, 0, 60, "stale")]
    [InlineData(60, 3600, 10, "stale")] // whoever wrote it is an hour ahead: how old it is, nobody knows
    [InlineData(60, 3600, 3000, "stale")]
    [InlineData(60, -3600, 10, "stale")]
    [InlineData(2147483648, 0, 2147483647, "hit")]
    public async Task Get_OfWhatAnotherMachineWrote_IsAsOldAsAnyClockSays(long lifetime, int ahead, long later, string expected)
    {
        using var processes = new Processes(_ => CacheChain.Response("x", $"Cache-Control: max-age={lifetime}", "ETag: \"1\""));
        var clock = new FakeTimeProvider(processes.Time.GetUtcNow().AddSeconds(ahead));
        await processes.Start(options => options.TimeProvider = clock).GetAsync("/a");
        await processes.Store.WaitForRecordsAsync(1);
        processes.Time.Advance(TimeSpan.FromSeconds(later));

        Assert.Equal(expected, await processes.Start().HowAsync("/a"));
    }

    [Fact]
    public async Task Get_OfWhatIsBeingTakenAway_DoesNotBringItBack()
    {
        var body = "1";
        using var processes = new Processes(_ => CacheChain.Response(body, "Cache-Control: max-age=1000"), options => options.Cache.MaxBody = 10);
        var first = processes.Start();
        await first.GetAsync("/a");
        await processes.Store.WaitForRecordsAsync(1);
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        processes.Store.Setting = told.Task;
        body = "2, which is too long";
        Assert.Equal(body, (await first.GetAsync("/a", "Cache-Control: no-cache")).Body);

        Assert.Equal(body, (await first.GetAsync("/a")).Body);
        told.SetResult();
    }

    [Fact]
    public async Task Write_ThatCouldNotBeTold_IsToldOnceTheStoreIsBack()
    {
        var version = 1;
        using var processes = new Processes(_ => CacheChain.Response($"{version}", "Cache-Control: max-age=1000"));
        var first = processes.Start();
        await first.GetAsync("/a");
        await processes.Store.WaitForRecordsAsync(1);
        var before = processes.Store.Copy();
        processes.Store.IsDown = true;
        version = 2;
        (await first.SendAsync(HttpMethod.Put, "/a")).Dispose();

        processes.Store.IsDown = false;
        processes.Time.Advance(TimeSpan.FromSeconds(10));
        await Wait.UntilAsync(() => processes.Store.Copy().Any(entry => entry.Value.Length == 16 && !before.Values.Contains(entry.Value)));

        Assert.Equal("2", (await processes.Start().GetAsync("/a")).Body);
    }
}
