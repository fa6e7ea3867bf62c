using System.Net;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Caching.Distributed;

/// <summary>What one process keeps, the others find; and what is outdated, none of them does.</summary>
public sealed class SecondLevelTests
{
    [Fact]
    public async Task Get_OfWhatAnotherProcessFetched_IsAHitOfTheSameAge()
    {
        using var processes = new Processes(_ => CacheChain.Response("page", "Cache-Control: max-age=60", "ETag: \"1\"", "X-Own: a", "X-Own: b", "Content-Language: de"));
        var first = processes.Start();
        await first.GetAsync("/a");
        await processes.Store.WaitForRecordsAsync(1);
        processes.Time.Advance(TimeSpan.FromSeconds(20));

        using var response = await processes.Start().SendAsync(HttpMethod.Get, "/a");

        Assert.Equal("page", await response.Content.ReadAsStringAsync());
        Assert.Equal(["20", "Coalesce; hit; ttl=40", "\"1\"", "a,b"], [Header("Age"), Header("Cache-Status"), Header("ETag"), Header("X-Own")]);
        Assert.Equal("de", response.Content.Headers.ContentLanguage.Single());
        Assert.Equal(1, processes.Sent);

        string Header(string name) => string.Join(',', response.Headers.GetValues(name));
    }

    [Fact]
    public async Task Send_Synchronously_FindsIt()
    {
        using var processes = new Processes(_ => CacheChain.Response("page", "Cache-Control: max-age=60"));
        await processes.Start().GetAsync("/a");
        await processes.Store.WaitForRecordsAsync(1);
        var other = processes.Start();

        using (var response = other.Client.Send(new HttpRequestMessage(HttpMethod.Get, "/a"))) Assert.Equal("Coalesce; hit; ttl=60", response.Headers.GetValues("Cache-Status").Single());
        other.Client.Send(new HttpRequestMessage(HttpMethod.Put, "/a")).Dispose();

        Assert.Equal("miss", await processes.Start().HowAsync("/a"));
    }

    [Fact]
    public async Task Get_OfWhatHasGoneStale_IsAskedAboutAndFreshForAll()
    {
        using var processes = new Processes(request => request.Headers.IfNoneMatch.Count > 0 ? NotModified() : CacheChain.Response("page", "Cache-Control: max-age=60", "ETag: \"1\""));
        await processes.Start().GetAsync("/a");
        await processes.Store.WaitForRecordsAsync(1);
        processes.Time.Advance(TimeSpan.FromSeconds(100));

        var before = processes.Store.Copy();
        Assert.Equal("stale", await processes.Start().HowAsync("/a"));
        await Wait.UntilAsync(() => processes.Store.Copy().Any(entry => entry.Value.Length > 16 && !before.Values.Contains(entry.Value)));

        Assert.Equal("hit", await processes.Start().HowAsync("/a"));
        Assert.Equal(2, processes.Sent);

        static HttpResponseMessage NotModified()
        {
            var response = CacheChain.NotModified("\"1\"");
            response.Headers.TryAddWithoutValidation("Cache-Control", "max-age=60");
            return response;
        }
    }

    [Fact]
    public async Task Get_ThatVaries_FindsEachItsOwn()
    {
        using var processes = new Processes(request => CacheChain.Response(request.Headers.AcceptLanguage.ToString(), "Cache-Control: max-age=60", "Vary: Accept-Language"));
        var first = processes.Start();
        await first.GetAsync("/a", "Accept-Language: de");
        await first.GetAsync("/a", "Accept-Language: fr");
        await Wait.UntilAsync(() => !first.IsBusy);
        first.Dispose(); // waits until all is told

        var second = processes.Start();
        Assert.Equal([(HttpStatusCode.OK, "de", "Coalesce; hit; ttl=60"), (HttpStatusCode.OK, "fr", "Coalesce; hit; ttl=60")],
            [await second.GetAsync("/a", "Accept-Language: de"), await second.GetAsync("/a", "Accept-Language: fr")]);
        Assert.Equal("miss", await second.HowAsync("/a", "Accept-Language: it"));
    }

    [Theory]
    [InlineData("/a", "/a")]
    [InlineData("/b", "/a")] // whose answer names it in Location
    public async Task Write_InOneProcess_OutdatesWhatOthersHaveStored(string written, string read)
    {
        using var processes = new Processes(request => CacheChain.Response("page", request.Method == HttpMethod.Get ? "Cache-Control: max-age=60" : "Location: /a"));
        var (first, second) = (processes.Start(), processes.Start());
        await first.GetAsync(read);
        await processes.Store.WaitForRecordsAsync(1);
        Assert.Equal("hit", await second.HowAsync(read));

        (await second.SendAsync(HttpMethod.Put, written)).Dispose();

        Assert.Equal("miss", await second.HowAsync(read));
        await Wait.UntilAsync(() => !second.IsBusy);
        Assert.Equal("hit", await second.HowAsync(read));
    }

    [Fact]
    public async Task Write_WhileAnotherProcessReads_OutdatesWhatThatStoresLater()
    {
        using var processes = new Processes(_ => CacheChain.Response("after", "Cache-Control: max-age=60"));
        var (first, second) = (processes.Start(), processes.Start());
        var head = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        first.Head = head.Task;
        var reading = first.GetAsync("/a");
        await first.Stub.WaitForRequestsAsync(1);

        (await second.SendAsync(HttpMethod.Put, "/a")).Dispose();
        head.SetResult(CacheChain.Response("before", "Cache-Control: max-age=60"));
        Assert.Equal("before", (await reading).Body);
        await processes.Store.WaitForRecordsAsync(1);

        Assert.Equal("after", (await processes.Start().GetAsync("/a")).Body);
    }

    [Fact]
    public async Task Write_WhileAnotherProcessReadsAndLooksAgain_OutdatesWhatThatStoresLater()
    {
        using var processes = new Processes(_ => CacheChain.Response("after", "Cache-Control: max-age=60"));
        var (first, second) = (processes.Start(), processes.Start());
        var head = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        first.Later = _ => head.Task;
        var reading = first.GetAsync("/a");
        await first.Stub.WaitForRequestsAsync(1);
        (await second.SendAsync(HttpMethod.Put, "/a")).Dispose();
        await first.GetAsync("/a", "Cache-Control: only-if-cached"); // has seen what is valid now; the flight has not

        head.SetResult(CacheChain.Response("before", "Cache-Control: max-age=60"));
        await reading;
        await Wait.UntilAsync(() => !first.IsBusy);
        first.Dispose(); // tells what it keeps

        Assert.Equal("after", (await processes.Start().GetAsync("/a")).Body);
    }

    [Fact]
    public async Task Write_WhileALookIsUnderWay_OutdatesWhatThatBrings()
    {
        var version = 1;
        using var processes = new Processes(_ => CacheChain.Response($"{version}", "Cache-Control: max-age=60"));
        await processes.Start().GetAsync("/a");
        await processes.Store.WaitForRecordsAsync(1);
        var other = processes.Start();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        processes.Store.Getting = asked.Task;
        var reading = other.GetAsync("/a");
        await Wait.UntilAsync(() => processes.Store.Gets > 0);
        version = 2;
        (await other.SendAsync(HttpMethod.Put, "/a")).Dispose();
        var late = other.GetAsync("/a"); // waits for the same look
        asked.SetResult();

        Assert.Equal("2", (await reading).Body);
        Assert.Equal("2", (await late).Body);
    }

    [Fact]
    public async Task Generation_IsLost_WhatWasKeptBeforeDoesNotComeBack()
    {
        var version = 1;
        using var processes = new Processes(_ => CacheChain.Response($"{version}", "Cache-Control: max-age=60"));
        var first = processes.Start();
        await first.GetAsync("/a");
        await processes.Store.WaitForRecordsAsync(1);
        var old = processes.Store.Copy();
        version = 2;
        (await first.SendAsync(HttpMethod.Put, "/a")).Dispose();

        processes.Store.Lose(static value => value.Length == 16);

        Assert.Equal("2", (await processes.Start().GetAsync("/a")).Body);
        processes.Store.ReplaceRecords((key, value) => old.GetValueOrDefault(key) ?? value); // one that came late
        Assert.Equal("2", (await processes.Start().GetAsync("/a")).Body);
    }

    [Fact]
    public async Task Write_ThatCannotBeTold_EndsTheUseOfWhatIsThereUntilItIs()
    {
        var version = 1;
        using var processes = new Processes(_ => CacheChain.Response($"{version}", "Cache-Control: max-age=60"));
        var first = processes.Start();
        await first.GetAsync("/a");
        await processes.Store.WaitForRecordsAsync(1);
        processes.Store.IsDown = true;
        version = 2;
        (await first.SendAsync(HttpMethod.Put, "/a")).Dispose();
        processes.Store.IsDown = false;

        Assert.Equal("2", (await first.GetAsync("/a")).Body); // not asked yet again: a break
        processes.Time.Advance(TimeSpan.FromSeconds(6));
        await first.Cache.InvalidateAsync(new Uri("http://stub/other")); // works again, and has forgotten nothing
        version = 3;
        Assert.Equal(("miss", 3), (await first.HowAsync("/a", "Cache-Control: no-cache") is "request" or "miss" ? "miss" : "hit", version));
        await Wait.UntilAsync(() => !first.IsBusy);
        Assert.Equal("3", (await processes.Start().GetAsync("/a")).Body);
    }

    [Fact]
    public async Task Get_WhatTurnsOutNotToBeKept_IsTakenAway()
    {
        string[] headers = ["Cache-Control: max-age=60"];
        using var processes = new Processes(_ => CacheChain.Response("x", headers));
        var first = processes.Start();
        await first.GetAsync("/a");
        await processes.Store.WaitForRecordsAsync(1);

        headers = ["Cache-Control: no-store"];
        await first.GetAsync("/a", "Cache-Control: no-cache");

        await processes.Store.WaitForRecordsAsync(0);
    }

    [Fact]
    public async Task Get_WhatIsForMemoryOnly_IsNotKeptThere()
    {
        using var processes = new Processes(request => CacheChain.Response("x", request.RequestUri!.AbsolutePath == "/stored" ? "Cache-Control: max-age=60" : "Cache-Control: no-store"), options =>
        {
            options.Routes["GET /route"] = new RouteOptions { FreshFor = TimeSpan.FromSeconds(60) };
            options.Routes["GET /despite"] = new RouteOptions { FreshFor = TimeSpan.FromSeconds(60), FreshEvenIfNoStore = true };
        });
        var first = processes.Start();
        foreach (var path in new[] { "/none", "/route", "/despite", "/stored" }) await first.GetAsync(path);
        await Wait.UntilAsync(() => !first.IsBusy);
        first.Dispose();

        Assert.Equal(1, processes.Store.Records);
    }

    [Fact]
    public async Task Get_OfWhatWasNotKeptLastTime_DoesNotWaitForALook()
    {
        var control = "Cache-Control: no-store";
        using var processes = new Processes(_ => CacheChain.Response("x", control));
        var first = processes.Start();
        await first.GetAsync("/a");
        var gets = processes.Store.Gets;

        await first.GetAsync("/a");
        Assert.Equal(gets, processes.Store.Gets);

        control = "Cache-Control: max-age=60, stale-while-revalidate=0";
        await first.GetAsync("/a");
        await Wait.UntilAsync(() => !first.IsBusy);
        await first.GetAsync("/a", "Cache-Control: no-cache");
        await processes.Store.WaitForRecordsAsync(1); // from then on it is
    }

    [Fact]
    public async Task Get_ByManyAtOnce_LooksOnceAndSendsOnce()
    {
        using var processes = new Processes(_ => CacheChain.Response("x", "Cache-Control: max-age=60"));
        await processes.Start().GetAsync("/a");
        await processes.Store.WaitForRecordsAsync(1);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        processes.Store.Getting = asked.Task;
        var (other, before) = (processes.Start(), processes.Store.Gets);

        var all = Enumerable.Range(0, 50).Select(_ => other.GetAsync("/a")).ToArray();
        asked.SetResult();

        Assert.All(await Wait.ForAsync(Task.WhenAll(all)), answer => Assert.Equal("Coalesce; hit; ttl=60", answer.CacheStatus));
        Assert.Equal((3, 1), (processes.Store.Gets - before, processes.Sent)); // the record and two generations
    }

    [Fact]
    public async Task Get_WhileTheStoreHangs_GoesOnWithoutItAfterAMoment()
    {
        using var processes = new Processes(_ => CacheChain.Response("x", "Cache-Control: max-age=60"));
        processes.Store.Getting = new TaskCompletionSource().Task;
        var first = processes.Start();
        var reading = first.GetAsync("/a");
        await Wait.UntilAsync(() => processes.Store.Gets > 0);
        Assert.Equal(0, processes.Sent);

        processes.Time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Equal("x", (await reading).Body);

        // And for a while nobody asks again.
        var gets = processes.Store.Gets;
        Assert.Equal("x", (await first.GetAsync("/b")).Body);
        Assert.Equal(gets, processes.Store.Gets);
    }

    [Fact]
    public async Task Get_OfWhatMayBeGivenStale_DoesNotWaitForALook()
    {
        var version = 1;
        using var processes = new Processes(_ => CacheChain.Response($"{version}", "Cache-Control: max-age=60, stale-while-revalidate=600"));
        var (first, second) = (processes.Start(), processes.Start());
        Assert.Equal("1", (await first.GetAsync("/a")).Body);
        await processes.Store.WaitForRecordsAsync(1);
        Assert.Equal("1", (await second.GetAsync("/a")).Body);
        processes.Time.Advance(TimeSpan.FromSeconds(100));
        version = 2;
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        processes.Store.Getting = asked.Task;

        Assert.Equal("1", (await first.GetAsync("/a")).Body); // at once; who asks beside looks first
        var old = processes.Store.Copy();
        asked.SetResult();
        await Wait.UntilAsync(() => processes.Store.Copy().Any(entry => entry.Value.Length > 16 && !old.Values.Contains(entry.Value)));

        // The other gives what it has, and finds that somebody has asked.
        Assert.Equal("1", (await second.GetAsync("/a")).Body);
        await Wait.UntilAsync(() => second.HowAsync("/a", "Cache-Control: only-if-cached, min-fresh=1").Result == "hit");
        Assert.Equal(("2", 2), ((await second.GetAsync("/a")).Body, processes.Sent));
    }

    [Fact]
    public async Task Get_OfMoreThanCanBeOnItsWay_IsAnsweredAndNotStored()
    {
        var body = new string('x', 3 * 1024 * 1024);
        using var processes = new Processes(_ => CacheChain.Response(body, "Cache-Control: max-age=60"));
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = processes.Start();
        await first.GetAsync("/warm"); // makes generations that all have in common
        await processes.Store.WaitForRecordsAsync(1);
        for (var i = 0; i < 10; i++) await first.GetAsync($"/{i}", "Cache-Control: only-if-cached");
        processes.Store.Setting = told.Task;

        for (var i = 0; i < 10; i++) Assert.Equal(body, (await first.GetAsync($"/{i}")).Body);
        await Wait.UntilAsync(() => !first.IsBusy);
        told.SetResult();

        await processes.Store.WaitForRecordsAsync(1 + 5); // of 3 MiB each; 16 MiB may be on their way
    }

    [Fact]
    public async Task Get_WhoseCallerLeavesWhileItLooks_EndsForThatCallerAlone()
    {
        using var processes = new Processes(_ => CacheChain.Response("x", "Cache-Control: max-age=60"));
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        processes.Store.Getting = asked.Task;
        var first = processes.Start();
        using var leaving = new CancellationTokenSource();
        var left = first.Client.GetAsync("/a", leaving.Token);
        var stayed = first.GetAsync("/a");

        leaving.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.ForAsync(left));
        asked.SetResult();

        Assert.Equal("x", (await Wait.ForAsync(stayed)).Body);
        Assert.Equal(1, processes.Sent);
    }

    [Fact]
    public async Task Clear_OfAPartition_ConcernsItInAllProcesses()
    {
        using var processes = new Processes(_ => CacheChain.Response("x", "Cache-Control: max-age=60"), options => options.Partition = request => request.Headers.GetValues("X-User").Single());
        var first = processes.Start();
        await first.GetAsync("/", "X-User: a");
        await first.GetAsync("/", "X-User: b");
        await processes.Store.WaitForRecordsAsync(2);

        await first.Cache.ClearAsync("a");

        var other = processes.Start();
        Assert.Equal(["miss", "hit"], [await other.HowAsync("/", "X-User: a"), await other.HowAsync("/", "X-User: b")]);
    }

    [Theory]
    [InlineData("tag")]
    [InlineData("route")]
    [InlineData("uri")]
    [InlineData("all")]
    public async Task Invalidate_ByAnyName_ConcernsAllProcesses(string what)
    {
        using var processes = new Processes(_ => CacheChain.Response("x", "Cache-Control: max-age=60"), options => options.Routes["GET /posts/{id}"] = new RouteOptions { Tags = { "post/{id}" } });
        var first = processes.Start();
        await first.GetAsync("/posts/1");
        await processes.Store.WaitForRecordsAsync(1);
        var other = processes.Start();
        Assert.Equal("hit", await other.HowAsync("/posts/1"));

        await (what switch
        {
            "tag" => other.Cache.InvalidateTagAsync("post/1"), // which it has in this process, too
            "route" => other.Cache.InvalidateRouteAsync("GET /posts/{id}"),
            "uri" => other.Cache.InvalidateAsync(new Uri("http://stub/posts/1")),
            _ => other.Cache.ClearAsync(),
        });

        foreach (var process in new[] { other, processes.Start() })
            Assert.Equal(HttpStatusCode.GatewayTimeout, (await process.GetAsync("/posts/1", "Cache-Control: only-if-cached, max-stale")).Status);
    }

    [Fact]
    public async Task Invalidate_ThatCannotBeTold_Throws()
    {
        using var processes = new Processes(_ => CacheChain.Response("x", "Cache-Control: max-age=60"));
        var first = processes.Start();
        await first.GetAsync("/a");
        await processes.Store.WaitForRecordsAsync(1);
        processes.Store.IsDown = true;

        await Assert.ThrowsAsync<IOException>(() => first.Cache.ClearAsync());

        processes.Store.IsDown = false;
        Assert.Equal("miss", await first.HowAsync("/a"));
    }
}
