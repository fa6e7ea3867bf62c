using System.Net;
using Coalesce.Http.Testing;
using Coalesce.Http.Tests.Wrapping;
using Microsoft.AspNetCore.Http;

namespace Coalesce.Http.Tests.Isolation;

/// <summary>One cookie container of an app whose user signs out while another signs in. Cookies are written below everything of ours.</summary>
public sealed class CookieTests : IAsyncLifetime
{
    private const int Rounds = 250; // in each, every user asks four times
    private readonly CookieContainer _cookies = new();
    private Gate _gate = new();
    private TestOrigin _origin = null!;

    public async ValueTask InitializeAsync() => _origin = await TestOrigin.StartAsync(AnswerAsync);

    public ValueTask DisposeAsync() => _origin.DisposeAsync();

    public static TheoryData<bool, bool> Chains => new() { { false, false }, { true, false }, { false, true }, { true, true } };

    [Theory]
    [MemberData(nameof(Chains))]
    public async Task LogoutAndLogin_InFlight_EveryoneGetsTheirOwn(bool partition, bool isClientHandler)
    {
        using var pipeline = Pipeline(partition, isClientHandler);
        using var client = new HttpClient(pipeline);
        for (var round = 0; round < Rounds; round++)
        {
            _gate = new Gate();
            var sent = _origin.Count;
            SignIn("/", "ann");
            List<Task<string>> anns = [AskAsync(client, "me"), AskAsync(client, "me"), AskAsync(client, $"find/{round}", "group"), AskAsync(client, "me")];
            await _origin.WaitForRequestsAsync(sent + 2);
            SignIn("/", "bob");
            List<Task<string>> bobs = [AskAsync(client, "me"), AskAsync(client, "me"), AskAsync(client, $"find/{-round}", "group"), AskAsync(client, "me")];
            Assert.Equal(4, pipeline.Broker.GetFlights().Count); // else somebody has joined, or superseded, the other
            await _origin.WaitForRequestsAsync(sent + 4);
            _gate.Open();

            foreach (var ann in anns) Assert.Equal("ann", await Wait.ForAsync(ann));
            foreach (var bob in bobs) Assert.Equal("bob", await Wait.ForAsync(bob));
        }
    }

    [Theory]
    [MemberData(nameof(Chains))]
    public async Task LogoutAndLogin_AfterTheHead_EveryoneGetsTheirOwn(bool partition, bool isClientHandler)
    {
        using var pipeline = Pipeline(partition, isClientHandler);
        using var client = new HttpClient(pipeline);
        _gate.Open();
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var user in new[] { "ann", "bob" })
            {
                SignIn("/", user);
                using var head = await Wait.ForAsync(client.GetAsync(new Uri(_origin.BaseAddress, "me"), HttpCompletionOption.ResponseHeadersRead));
                Assert.Equal(user, await Wait.ForAsync(AskAsync(client, "me")));
                SignIn("/", "carl");
                Assert.Equal("carl", await Wait.ForAsync(AskAsync(client, "me")));
                Assert.Equal(user, await Wait.ForAsync(head.Content.ReadAsStringAsync()));
            }
        }
    }

    /// <summary>The cookie that tells who it is goes to a hop in the middle only, so the key of the first URI does not have it.</summary>
    [Fact]
    public async Task LogoutAndLogin_CookieForARedirectsHopOnly_EveryoneGetsTheirOwn()
    {
        using var pipeline = Pipeline(partition: false, isClientHandler: false);
        using var client = new HttpClient(pipeline);
        for (var round = 0; round < 20; round++)
        {
            _gate = new Gate();
            var sent = _origin.Count;
            SignIn("/sso", "ann");
            var ann = AskAsync(client, "start");
            await _origin.WaitForRequestsAsync(sent + 3); // has been through all hops
            SignIn("/sso", "bob");
            var bob = AskAsync(client, "start");
            _gate.Open();

            Assert.Equal("ann", await Wait.ForAsync(ann));
            Assert.Equal("bob", await Wait.ForAsync(bob));
        }
    }

    private void SignIn(string path, string user) => _cookies.SetCookies(_origin.BaseAddress, $"sid={user}; path={path}");

    private CoalescingPipeline Pipeline(bool partition, bool isClientHandler) => CoalescingPipeline.Create(
        isClientHandler ? new HttpClientHandler { CookieContainer = _cookies } : new SocketsHttpHandler { CookieContainer = _cookies },
        options =>
        {
            if (partition) options.Partition = _ => "the app";
        });

    private Task<string> AskAsync(HttpClient client, string path, string? group = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_origin.BaseAddress, path));
        if (group is not null) request.WithSupersedeBy(group);
        return ReadAsync(client, request);
    }

    private static async Task<string> ReadAsync(HttpClient client, HttpRequestMessage request)
    {
        using var response = await client.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var gate = _gate;
        var user = context.Request.Cookies["sid"] ?? "nobody";
        if (context.Request.Path == "/start") context.Response.Redirect("/sso");
        else if (context.Request.Path == "/sso") context.Response.Redirect($"/ticket?{user}");
        else
        {
            await gate.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync(context.Request.Path == "/ticket" ? context.Request.QueryString.Value![1..] : user);
        }
    }
}
