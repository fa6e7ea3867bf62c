using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Caching.Distributed;

/// <summary>Two principals, each in a process of its own: neither finds the other's answers; and whoever sees the second level sees nothing.</summary>
public sealed class SecondLevelIsolationTests
{
    private const string Canary = "canary-7f3a";

    [Theory]
    [InlineData("Authorization", "Bearer ann", "Bearer bob")]
    [InlineData("Authorization", "Bearer ann", null)]
    [InlineData("Proxy-Authorization", "Basic YW5u", "Basic Ym9i")]
    [InlineData("Cookie", "sid=1", "sid=2")]
    [InlineData("X-Api-Key", "1,2", "1, 2")]
    [InlineData("X-Api-Key", "", null)]
    [InlineData("X-Tenant-Id", "north", "North")]
    [InlineData("X-Anything", "1", "2")]
    [InlineData("Host", "one.test", "two.test")]
    public async Task Header_DiffersBetweenTwo_NeitherFindsTheOthers(string name, string? one, string? other)
    {
        using var processes = new Processes(request => CacheChain.Response(request.Headers.NonValidated.TryGetValues(name, out var values) ? string.Join('|', values) : "none", "Cache-Control: public, max-age=1000"));
        for (var i = 0; i < 2; i++)
        {
            await AskAsync(one);
            await processes.Store.WaitForRecordsAsync(i == 0 ? 1 : 2);
            await AskAsync(other);
            await processes.Store.WaitForRecordsAsync(2);
        }
        Assert.Equal(2, processes.Sent); // and each finds its own

        async Task AskAsync(string? value)
        {
            var answer = await processes.Start().GetAsync("/me", value is null ? [] : [$"{name}: {value}"]);
            Assert.Equal(value ?? "none", answer.Body);
        }
    }

    [Theory]
    [InlineData("ann", null, "bob", null)]
    [InlineData(null, "ann", null, "bob")]
    [InlineData("ann", "bob", "bob", "ann")]
    [InlineData("annbob", null, "ann", "bob")]
    [InlineData("", null, null, null)]
    public async Task Partition_DiffersBetweenTwo_NeitherFindsTheOthers(string? app, string? own, string? otherApp, string? otherOwn)
    {
        var name = "";
        using var processes = new Processes(_ => CacheChain.Response(name, "Cache-Control: max-age=1000"));
        foreach (var _ in new[] { 1, 2 })
        {
            await AskAsync("one", app, own);
            await AskAsync("other", otherApp, otherOwn);
        }
        Assert.Equal(2, processes.Sent);

        async Task AskAsync(string user, string? partition, string? ownPartition)
        {
            name = user;
            var chain = processes.Start(options => { if (partition is not null) options.Partition = _ => partition; });
            var request = new HttpRequestMessage(HttpMethod.Get, "/me");
            if (ownPartition is not null) request.WithPartition(ownPartition);
            using var response = await Wait.ForAsync(chain.Client.SendAsync(request));
            Assert.Equal(user, await response.Content.ReadAsStringAsync());
            chain.Dispose(); // tells what it keeps
        }
    }

    [Fact]
    public async Task Store_WhoeverSeesIt_SeesNothingInClear()
    {
        using var processes = new Processes(
            _ => CacheChain.Response($"{Canary}-body", "Cache-Control: max-age=1000", $"ETag: \"{Canary}-tag\"", $"X-Secret: {Canary}-header", "Vary: X-Vary"), options => options.Partition = _ => $"{Canary}-partition");
        var first = processes.Start();
        await first.GetAsync($"/{Canary}-path?{Canary}-query", $"Authorization: Bearer {Canary}-token", $"Cookie: {Canary}-cookie", $"X-Api-Key: {Canary}-key", $"X-Vary: {Canary}-vary");
        await processes.Store.WaitForRecordsAsync(1);
        await first.Cache.ClearAsync($"{Canary}-partition");
        await first.Cache.InvalidateAsync(new Uri($"http://stub/{Canary}-path"));

        Assert.True(processes.Store.Keys.Count >= 4);
        Assert.False(processes.Store.EverHeld(Canary));
        Assert.False(processes.Store.EverHeld("stub"));
        Assert.False(processes.Store.EverHeld(Processes.Secret));
    }

    [Fact]
    public async Task Record_ThatWasChangedOrPutElsewhere_IsNone()
    {
        using var processes = new Processes(request => CacheChain.Response(request.Headers.Authorization!.Parameter!, "Cache-Control: max-age=1000"));
        var first = processes.Start();
        await first.GetAsync("/", "Authorization: Bearer ann"); // of one URI, so that the same generations are valid for both
        await first.GetAsync("/", "Authorization: Bearer bob");
        await processes.Store.WaitForRecordsAsync(2);

        var whole = processes.Store.Copy();
        var records = whole.Where(static entry => entry.Value.Length > 16).ToList();
        processes.Store.ReplaceRecords((key, _) => records.Single(entry => entry.Key != key).Value);
        await EachIsAskedForAnewAsync();
        processes.Store.ReplaceRecords((key, _) => [.. whole[key][..^1], (byte)(whole[key][^1] ^ 1)]);
        await EachIsAskedForAnewAsync();
        processes.Store.ReplaceRecords((key, _) => whole[key][..20]);
        await EachIsAskedForAnewAsync();

        async Task EachIsAskedForAnewAsync()
        {
            var other = processes.Start();
            foreach (var user in new[] { "ann", "bob" }) Assert.Equal((System.Net.HttpStatusCode.OK, user, "Coalesce; fwd=miss"), await other.GetAsync("/", $"Authorization: Bearer {user}"));
            other.Dispose();
        }
    }

    [Theory]
    [InlineData("secret")]
    [InlineData("standard")]
    [InlineData("shared")]
    [InlineData("ignored")]
    [InlineData("heuristic")]
    public async Task Process_OfAnotherSecretOrOtherRules_FindsNothing(string difference)
    {
        using var processes = new Processes(_ => CacheChain.Response("x", "Cache-Control: public, max-age=1000"));
        await processes.Start().GetAsync("/a");
        await processes.Store.WaitForRecordsAsync(1);

        var other = processes.Start(options =>
        {
            if (difference == "secret") options.Cache.SecondLevelKey = Convert.ToBase64String(new byte[32]);
            if (difference == "standard") options.Cache.Key = CacheKeyMode.Standard;
            if (difference == "shared") options.Cache.Shared = true;
            if (difference == "ignored") options.Key.IgnoreHeaders.Add("X-Ignored");
            if (difference == "heuristic") options.Cache.Heuristic = true;
        });

        Assert.Equal("miss", await other.HowAsync("/a"));
    }

    [Fact]
    public async Task Handler_ThatAddsCredentialsFurtherIn_LetsNothingBeKeptThere()
    {
        using var processes = new Processes(_ => CacheChain.Response("x", "Cache-Control: max-age=1000"));
        using var stub = new StubHandler(_ => CacheChain.Response("x", "Cache-Control: max-age=1000"));
        using (var pipeline = CoalescingPipeline.Create(new AddsAuthorization { InnerHandler = stub }, options =>
        {
            options.Cache.SecondLevel = processes.Store;
            options.Cache.SecondLevelKey = Processes.Secret;
        }))
        {
            using var client = new HttpClient(pipeline, disposeHandler: false);
            await Wait.ForAsync(client.GetStringAsync(new Uri("http://stub/a")));
            await Wait.ForAsync(client.GetStringAsync(new Uri("http://stub/a")));
        }

        Assert.Equal((2, 0), (stub.Count, processes.Store.Records));
    }

    private sealed class AddsAuthorization : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer ann");
            return base.SendAsync(request, cancellationToken);
        }
    }
}
