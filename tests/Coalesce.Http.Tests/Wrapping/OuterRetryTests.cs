using System.Net;
using Coalesce.Http.Testing;
using Microsoft.AspNetCore.Http;

namespace Coalesce.Http.Tests.Wrapping;

/// <summary>
/// A handler outside ours that sends the same request again. After a redirect the request shows its final URI; the primary handler
/// has then taken the credentials off it, so that they go to no other origin, and so must we.
/// </summary>
public sealed class OuterRetryTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Retry_AfterARedirectToAnotherOrigin_TakesNoCredentialsThere(bool overTheChain)
    {
        await using var stranger = await TestOrigin.StartAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        });
        await using var home = await TestOrigin.StartAsync(context =>
        {
            context.Response.Redirect(stranger.BaseAddress.AbsoluteUri);
            return Task.CompletedTask;
        });
        HttpMessageHandler chain = new SocketsHttpHandler();
        if (overTheChain) chain = CoalescingPipeline.Create(chain);
        using var client = new HttpClient(new RetryOnceHandler { InnerHandler = chain });
        using var request = new HttpRequestMessage(HttpMethod.Get, home.BaseAddress);
        request.Headers.Add("Authorization", "Bearer secret");

        using var response = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("Bearer secret", home.Requests[0].Header("Authorization"));
        Assert.Equal([null, null], stranger.Requests.Select(r => r.Header("Authorization")));
    }

    [Fact]
    public async Task Retry_OfCallersThatJoined_TakesNoCredentialsToAnotherOrigin()
    {
        var gate = new Gate();
        await using var stranger = await TestOrigin.StartAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        });
        await using var home = await TestOrigin.StartAsync(async context =>
        {
            await gate.WaitAsync(context.RequestAborted);
            context.Response.Redirect(stranger.BaseAddress.AbsoluteUri);
        });
        var pipeline = CoalescingPipeline.Create(new SocketsHttpHandler());
        using var client = new HttpClient(new RetryOnceHandler { InnerHandler = pipeline });
        client.DefaultRequestHeaders.Add("Authorization", "Bearer secret");

        var calls = Enumerable.Range(0, 5).Select(_ => client.GetAsync(home.BaseAddress)).ToArray();
        await gate.OpenOnceJoinedAsync(pipeline.Broker, 5);
        await Wait.ForAsync(Task.WhenAll(calls));

        Assert.Equal(1, home.Count);
        Assert.All(stranger.Requests, request => Assert.Null(request.Header("Authorization")));
    }

    [Fact]
    public async Task Retry_OverOurs_SendsAgainAndAnswersFromTheSecond()
    {
        var attempts = 0;
        await using var origin = await TestOrigin.StartAsync(context =>
        {
            context.Response.StatusCode = Interlocked.Increment(ref attempts) == 1 ? 503 : 200;
            return Task.CompletedTask;
        });
        using var client = new HttpClient(new RetryOnceHandler { InnerHandler = CoalescingPipeline.Create(new SocketsHttpHandler()) });

        using var response = await client.GetAsync(origin.BaseAddress);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(2, origin.Count);
    }

    private sealed class RetryOnceHandler : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (response.StatusCode != HttpStatusCode.ServiceUnavailable) return response;
            response.Dispose();
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
