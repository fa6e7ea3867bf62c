using System.Net;
using System.Text;
using Coalesce.Http.Broker;
using Coalesce.Http.Testing;
using Coalesce.Http.Tests.Wrapping;

namespace Coalesce.Http.Tests.Isolation;

/// <summary>What the options let callers share, and what they never do.</summary>
public sealed class OptionsTests
{
    [Theory]
    [InlineData("X-Trace", 1)]
    [InlineData("x-trace", 1)]
    [InlineData("X-Trace2", 2)]
    [InlineData("User-Agent", 1)]
    [InlineData("Idempotency-Key", 1)]
    public async Task IgnoreHeaders_CallersDifferInOneHeader_SharedWhereItIsLeftOut(string name, int sends)
    {
        var (sent, _) = await AskTwiceAsync(options => options.Key.IgnoreHeaders.Add("X-Trace"), inner: null, (request, i) => request.Headers.TryAddWithoutValidation(name, $"{i}"));
        Assert.Equal(sends, sent);
    }

    [Theory]
    [InlineData("X-Version", 1)]
    [InlineData("X-Tenant-Id", 2)]
    [InlineData("traceparent", 1)]
    public async Task InnerHeaders_AddedInside_SharedWhereItWasDeclared(string name, int sends)
    {
        var (sent, _) = await AskTwiceAsync(options => options.Key.InnerHeaders.Add("x-version"), new HeaderHandler(name, () => "2"), (_, _) => { });
        Assert.Equal(sends, sent);
    }

    /// <summary>It is the inner value that is the same for everyone: callers who set it themselves still differ.</summary>
    [Fact]
    public async Task InnerHeaders_SetByTheCallers_StillTellThemApart()
    {
        var (sent, _) = await AskTwiceAsync(options => options.Key.InnerHeaders.Add("X-Version"), inner: null, (request, i) => request.Headers.Add("X-Version", $"{i}"));
        Assert.Equal(2, sent);
    }

    [Theory]
    [InlineData("Set-Cookie", 2)]
    [InlineData("X-Auth-Token", 2)]
    [InlineData("x-csrf-token", 2)]
    [InlineData("X-Session", 2)]
    [InlineData("X-Anything", 1)]
    public async Task SensitiveHeaders_InTheAnswer_AreForOne(string name, int sends)
    {
        var (sent, answers) = await AskTwiceAsync(options => options.SensitiveHeaders.Add("X-Session"), inner: null, (_, _) => { }, (response, n) => response.Headers.TryAddWithoutValidation(name, $"{n}"));
        Assert.Equal(sends, sent);
        Assert.Equal(sends, answers.Distinct().Count());
    }

    [Theory]
    [InlineData(SharingMode.Strict, "no-store", 2)]
    [InlineData(SharingMode.Strict, "private, NO-STORE", 2)]
    [InlineData(SharingMode.Strict, "max-age=1;no-store=\"x\"", 2)]
    [InlineData(SharingMode.Strict, "private", 1)]
    [InlineData(SharingMode.Strict, null, 1)]
    [InlineData(SharingMode.SameCaller, "no-store", 1)]
    public async Task Sharing_NoStore_SharedOnlyAmongTheSameCaller(SharingMode mode, string? cacheControl, int sends)
    {
        var (sent, _) = await AskTwiceAsync(options => options.Sharing = mode, inner: null, (_, _) => { }, (response, _) =>
        {
            if (cacheControl is not null) response.Headers.TryAddWithoutValidation("Cache-Control", cacheControl);
        });
        Assert.Equal(sends, sent);
    }

    [Theory]
    [InlineData("GET", false)]
    [InlineData("GET", true)]
    [InlineData("POST", false)]
    [InlineData("POST", true)]
    public async Task Partition_Throws_FailsTheRequestAndSendsNothing(string method, bool isSynchronous)
    {
        using var stub = new StubHandler();
        using var pipeline = CoalescingPipeline.Create(stub, options => options.Partition = _ => throw new InvalidTimeZoneException("whose?"));
        using var client = new HttpClient(pipeline);
        using var request = new HttpRequestMessage(new HttpMethod(method), "http://api.test/me");

        var thrown = await Assert.ThrowsAsync<InvalidTimeZoneException>(() => isSynchronous ? Task.Run(() => client.Send(request)) : client.SendAsync(request));

        Assert.Equal("whose?", thrown.Message);
        Assert.Equal(0, stub.Count);
        Assert.Empty(pipeline.Broker.GetFlights());
    }

    [Fact]
    public async Task Partition_Unknown_IsNotShared()
    {
        var (sent, _) = await AskTwiceAsync(options => options.Partition = _ => null, inner: null, (request, _) => request.WithPartition("own"));
        Assert.Equal(2, sent);
    }

    [Fact]
    public async Task Partition_Unknown_IsNotSuperseded()
    {
        var gate = new Gate();
        using var stub = Stub(gate, (_, _) => { });
        using var client = new HttpClient(CoalescingPipeline.Create(stub, options => options.Partition = _ => null));
        var calls = Enumerable.Range(0, 3).Select(i => AskAsync(client, i, (request, _) => request.WithSupersedeBy("search"), path: $"find/{i}")).ToList();
        await stub.WaitForRequestsAsync(3);
        gate.Open();

        foreach (var call in calls) await Wait.ForAsync(call);
    }

    /// <summary>Groups never span partitions or credentials: whoever differs in them goes on.</summary>
    [Theory]
    [InlineData("Authorization")]
    [InlineData("Cookie")]
    [InlineData("X-Session")]
    [InlineData("the partition")]
    public async Task Superseding_BetweenPrincipals_NeverHappens(string difference)
    {
        var gate = new Gate();
        using var stub = Stub(gate, (_, _) => { });
        using var client = new HttpClient(CoalescingPipeline.Create(stub, options => options.SensitiveHeaders.Add("X-Session")));
        var calls = Enumerable.Range(0, 3).Select(i => AskAsync(client, i, (request, n) =>
        {
            request.WithSupersedeBy("search");
            if (difference == "the partition") request.WithPartition($"{n}");
            else request.Headers.TryAddWithoutValidation(difference, $"a={n}");
        }, path: $"find/{i}")).ToList();
        await stub.WaitForRequestsAsync(3);
        gate.Open();

        foreach (var call in calls) await Wait.ForAsync(call);
    }

    [Theory]
    [InlineData("the same", 1)]
    [InlineData("body", 2)]
    [InlineData("type", 2)]
    [InlineData("language", 2)]
    [InlineData("own header", 2)]
    public async Task CoalesceBody_CallersDiffer_SharedOnlyWhereTheyDoNot(string difference, int sends)
    {
        var (sent, answers) = await AskTwiceAsync(options => options.Routes["POST /me"] = new RouteOptions { CoalesceBody = true }, inner: null, (request, i) =>
        {
            request.Method = HttpMethod.Post;
            request.Content = new StringContent(difference == "body" ? $$"""{"query":"{ a{{i}} }"}""" : """{"query":"{ a }"}""", Encoding.UTF8, difference == "type" && i == 1 ? "application/graphql+json" : "application/json");
            if (difference == "language") request.Content.Headers.ContentLanguage.Add($"l{i}");
            if (difference == "own header") request.Content.Headers.TryAddWithoutValidation("X-Tenant-Id", $"{i}");
        });
        Assert.Equal(sends, sent);
        Assert.Equal(sends, answers.Distinct().Count());
    }

    /// <summary>A handler inside writes the tenant, or another body, to the content.</summary>
    [Theory]
    [InlineData("header of the content")]
    [InlineData("language of the content")]
    [InlineData("the content")]
    public async Task CoalesceBody_ContentChangedInside_IsNotShared(string what)
    {
        var count = 0;
        var handler = new StageHandler(new Stage(), request =>
        {
            var user = $"{Interlocked.Increment(ref count)}";
            if (what == "header of the content") request.Content!.Headers.TryAddWithoutValidation("X-Tenant-Id", user);
            else if (what == "language of the content") request.Content!.Headers.ContentLanguage.Add($"u{user}");
            else request.Content = new StringContent(user);
        });
        var (sent, answers) = await AskTwiceAsync(options => options.Routes["POST /me"] = new RouteOptions { CoalesceBody = true }, handler, (request, _) =>
        {
            request.Method = HttpMethod.Post;
            request.Content = new StringContent("""{"query":"{ a }"}""", Encoding.UTF8, "application/json");
        });
        Assert.Equal(2, sent);
        Assert.Equal(2, answers.Distinct().Count());
    }

    /// <summary>Handlers that only look, as logging does, make .NET parse and compute what is compared.</summary>
    [Fact]
    public async Task CoalesceBody_ContentReadInside_IsShared()
    {
        var looks = new StageHandler(new Stage(), request => Assert.NotNull($"{request.Content!.Headers.ContentLength}{request.Content.Headers.ContentType}{request.Headers.Accept}"));
        var (sent, _) = await AskTwiceAsync(options => options.Routes["POST /me"] = new RouteOptions { CoalesceBody = true }, looks, (request, _) =>
        {
            request.Method = HttpMethod.Post;
            request.Headers.TryAddWithoutValidation("Accept", "a/b,c/d");
            request.Content = new StringContent("""{"query":"{ a }"}""");
            request.Content.Headers.Remove("Content-Type");
            request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json;charset=utf-8");
        });
        Assert.Equal(1, sent);
    }

    /// <summary>Two callers at once: how many sends they took, and what each was answered.</summary>
    private static async Task<(int Sends, IReadOnlyList<string> Answers)> AskTwiceAsync(
        Action<CoalescingOptions> configure, DelegatingHandler? inner, Action<HttpRequestMessage, int> prepare, Action<HttpResponseMessage, int>? dress = null)
    {
        var gate = new Gate();
        using var stub = Stub(gate, dress ?? ((_, _) => { }));
        HttpMessageHandler handler = stub;
        if (inner is not null)
        {
            inner.InnerHandler = stub;
            handler = inner;
        }
        using var client = new HttpClient(CoalescingPipeline.Create(handler, configure));
        // All up to the wire happens on this very stack, so both are where they should be.
        var calls = Enumerable.Range(0, 2).Select(i => AskAsync(client, i, prepare)).ToList();
        gate.Open();
        List<string> answers = [];
        foreach (var call in calls) answers.Add(await Wait.ForAsync(call));
        return (stub.Count, answers);
    }

    private static StubHandler Stub(Gate gate, Action<HttpResponseMessage, int> dress)
    {
        var count = 0;
        return new StubHandler(async (_, token) =>
        {
            var n = Interlocked.Increment(ref count);
            await gate.WaitAsync(token);
            var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent($"answer {n}") };
            dress(response, n);
            return response;
        });
    }

    private static async Task<string> AskAsync(HttpClient client, int i, Action<HttpRequestMessage, int> prepare, string path = "me")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://api.test/{path}");
        prepare(request, i);
        using var response = await client.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }
}
