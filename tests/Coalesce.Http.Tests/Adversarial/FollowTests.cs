using System.Net;
using Coalesce.Http.Broker;
using Coalesce.Http.Testing;
using Coalesce.Http.Tests.Wrapping;

namespace Coalesce.Http.Tests.Adversarial;

public sealed class FollowTests
{
    [Fact]
    public async Task Follow_HandlerChangedTheVersionOfTheRequest_FollowsAllTheSame()
    {
        Gate gate = new();
        var stub = new StubHandler(async (request, token) =>
        {
            if (request.RequestUri!.AbsolutePath == "/old") await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            await gate.WaitAsync(token);
            return new HttpResponseMessage { Content = new StringContent(request.RequestUri.AbsolutePath) };
        });
        using var client = new HttpClient(CoalescingPipeline.Create(new VersionHandler { InnerHandler = stub }, o =>
            o.Routes["GET /{any}"] = new RouteOptions { Coalesce = false, SupersedeBy = "group", SupersedeMode = SupersedeMode.Follow }));
        var older = client.GetStringAsync("http://stub/old");
        await stub.WaitForRequestsAsync(1);

        var newer = client.GetStringAsync("http://stub/new");

        await stub.WaitForRequestsAsync(3); // the older follows while the newer still runs
        gate.Open();
        Assert.Equal("/new", await Wait.ForAsync(newer));
        Assert.Equal("/new", await Wait.ForAsync(older));
    }

    [Fact]
    public async Task Follow_HandlerAddedAContentHeader_FollowsWithoutIt()
    {
        Gate gate = new();
        List<string> signatures = [];
        var stub = new StubHandler(async (request, token) =>
        {
            lock (signatures) signatures.Add(request.Content!.Headers.NonValidated["Content-MD5"].ToString());
            if (request.RequestUri!.AbsolutePath == "/old") await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            await gate.WaitAsync(token);
            return new HttpResponseMessage { Content = new StringContent(request.RequestUri.AbsolutePath) };
        });
        using var client = new HttpClient(CoalescingPipeline.Create(new SigningHandler { InnerHandler = stub }, o =>
            o.Routes["QUERY /{any}"] = new RouteOptions { CoalesceBody = true, SupersedeBy = "group", SupersedeMode = SupersedeMode.Follow }));
        var older = QueryAsync(client, "http://stub/old");
        await stub.WaitForRequestsAsync(1);

        var newer = QueryAsync(client, "http://stub/new");

        await stub.WaitForRequestsAsync(3);
        gate.Open();
        Assert.Equal("/new", await Wait.ForAsync(newer));
        Assert.Equal("/new", await Wait.ForAsync(older));
        Assert.Equal(["signed", "signed", "signed"], signatures);
    }

    private static async Task<string> QueryAsync(HttpClient client, string uri)
    {
        using var request = new HttpRequestMessage(HttpMethod.Query, uri) { Content = new StringContent("all") }.WithoutCoalescing();
        using var response = await client.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }

    private sealed class SigningHandler : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Content!.Headers.TryAddWithoutValidation("Content-MD5", "signed");
            return base.SendAsync(request, cancellationToken);
        }
    }

    private sealed class VersionHandler : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Version = HttpVersion.Version20;
            request.VersionPolicy = HttpVersionPolicy.RequestVersionOrHigher;
            return base.SendAsync(request, cancellationToken);
        }
    }
}
