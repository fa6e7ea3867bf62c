using System.Net;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests;

/// <summary>How a response says that it came, in <c>Cache-Status</c> and typed.</summary>
public sealed class HttpResponseMessageExtensionsTests
{
    [Fact]
    public void GetCoalescing_NoResponse_Throws()
    {
        Assert.Throws<ArgumentNullException>(() => HttpResponseMessageExtensions.GetCoalescing(null!));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("ExampleCache; hit")]
    public void GetCoalescing_ResponseOfAnotherChain_IsNull(string? cacheStatus)
    {
        using var response = new HttpResponseMessage();
        if (cacheStatus is not null) response.Headers.Add("Cache-Status", cacheStatus);

        Assert.Null(response.GetCoalescing());
    }

    [Theory]
    [InlineData("Coalesce; hit; ttl=30", null, true, 30L, null, null)]
    [InlineData("Coalesce; hit; ttl=-5", null, true, -5L, null, null)]
    [InlineData("Coalesce; fwd=stale; fwd-status=304", "stale", false, null, 304, null)]
    [InlineData("Coalesce; fwd=stale; fwd-status=503; detail=stale-if-error", "stale", false, null, 503, "stale-if-error")]
    [InlineData("Coalesce; fwd=stale; fwd-status=x; ttl=99999999999999999999", "stale", false, null, null, null)]
    public void GetCoalescing_OfTheCache_TellsAll(string cacheStatus, string? forwarded, bool isHit, long? timeToLive, int? status, string? detail)
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation("Cache-Status", cacheStatus);

        Assert.Equal(new CoalescingResult(forwarded, null) { IsHit = isHit, TimeToLive = timeToLive, ForwardStatus = status, Detail = detail }, response.GetCoalescing());
    }

    [Fact]
    public async Task CacheStatus_LoneGet_IsAMiss()
    {
        using var client = new HttpClient(CoalescingPipeline.Create(new StubHandler()));

        using var response = await client.GetAsync("http://stub/");

        AssertCame(response, "Coalesce; fwd=miss", new CoalescingResult("miss", null));
    }

    [Fact]
    public async Task CacheStatus_JoinedGets_AreCollapsed()
    {
        var gate = new TaskCompletionSource<HttpResponseMessage>();
        using var pipeline = CoalescingPipeline.Create(new StubHandler((_, token) => gate.Task.WaitAsync(token)));
        using var client = new HttpClient(pipeline);

        var calls = Enumerable.Range(0, 3).Select(_ => client.GetAsync("http://stub/")).ToArray();
        await Wait.UntilAsync(() => pipeline.Broker.GetFlights() is [{ Callers: 3 }]);
        gate.SetResult(new HttpResponseMessage { Content = new StringContent("hello") });
        var responses = await Wait.ForAsync(Task.WhenAll(calls));

        Assert.Equal(2, responses.Count(r => r.GetCoalescing() == new CoalescingResult("miss", true)));
        Assert.Equal(2, responses.Count(r => r.Headers.GetValues("Cache-Status").Single() == "Coalesce; fwd=miss; collapsed"));
    }

    [Fact]
    public async Task CacheStatus_JoinedAnAnswerThatMayNotBeShared_SaysItWasNotCollapsed()
    {
        var gate = new TaskCompletionSource();
        var stub = new StubHandler(async (_, token) =>
        {
            await gate.Task.WaitAsync(token);
            var response = new HttpResponseMessage { Content = new StringContent("hello") };
            response.Headers.Add("Set-Cookie", "a=1");
            return response;
        });
        using var pipeline = CoalescingPipeline.Create(stub);
        using var client = new HttpClient(pipeline);

        var calls = Enumerable.Range(0, 3).Select(_ => client.GetAsync("http://stub/")).ToArray();
        await Wait.UntilAsync(() => pipeline.Broker.GetFlights() is [{ Callers: 3 }]);
        gate.SetResult();
        var responses = await Wait.ForAsync(Task.WhenAll(calls));

        Assert.Equal(3, stub.Count);
        Assert.Equal(2, responses.Count(r => r.GetCoalescing() == new CoalescingResult("miss", false)));
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task CacheStatus_OtherMethods_SayMethod(string method)
    {
        using var response = await SendAsync(new HttpRequestMessage(new HttpMethod(method), "http://stub/"));

        AssertCame(response, "Coalesce; fwd=method", new CoalescingResult("method", null));
    }

    [Fact]
    public async Task CacheStatus_WithoutCoalescing_SaysBypass()
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, "http://stub/").WithoutCoalescing());

        AssertCame(response, "Coalesce; fwd=bypass", new CoalescingResult("bypass", null));
    }

    [Fact]
    public async Task CacheStatus_RouteThatDoesNotCoalesce_SaysBypass()
    {
        using var response = await SendAsync(
            new HttpRequestMessage(HttpMethod.Get, "http://stub/"), o => o.Routes["GET /"] = new() { Coalesce = false });

        AssertCame(response, "Coalesce; fwd=bypass", new CoalescingResult("bypass", null));
    }

    [Fact]
    public async Task CacheStatus_PartitionUnknown_SaysBypass()
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, "http://stub/"), o => o.Partition = _ => null);

        AssertCame(response, "Coalesce; fwd=bypass", new CoalescingResult("bypass", null));
    }

    [Theory]
    [InlineData("Cache-Control", "no-store", "request")]
    [InlineData("Cache-Control", "max-age=0, NO-STORE", "request")]
    [InlineData("Accept", "text/event-stream", "bypass")]
    public async Task CacheStatus_RequestThatForbidsSharing_SaysSo(string header, string value, string forwarded)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "http://stub/");
        request.Headers.Add(header, value);

        using var response = await SendAsync(request);

        AssertCame(response, $"Coalesce; fwd={forwarded}", new CoalescingResult(forwarded, null));
    }

    [Fact]
    public async Task CacheStatus_OfCachesFurtherIn_StaysAndOursComesLast()
    {
        using var client = new HttpClient(CoalescingPipeline.Create(new StubHandler(_ =>
        {
            var answer = new HttpResponseMessage(HttpStatusCode.OK);
            answer.Headers.TryAddWithoutValidation("Cache-Status", ["Origin; hit; ttl=5", "CDN; fwd=miss"]);
            return answer;
        })));

        using var response = await client.GetAsync("http://stub/");

        Assert.Equal(["Origin; hit; ttl=5", "CDN; fwd=miss", "Coalesce; fwd=miss"], response.Headers.GetValues("Cache-Status"));
        Assert.Equal(new CoalescingResult("miss", null), response.GetCoalescing());
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Action<CoalescingOptions>? configure = null)
    {
        using var client = new HttpClient(CoalescingPipeline.Create(new StubHandler(), configure));
        return await client.SendAsync(request);
    }

    private static void AssertCame(HttpResponseMessage response, string cacheStatus, CoalescingResult result)
    {
        Assert.Equal([cacheStatus], response.Headers.GetValues("Cache-Status"));
        Assert.Equal(result, response.GetCoalescing());
    }
}
