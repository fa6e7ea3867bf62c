using System.Net;
using System.Text;
using Coalesce.Http.Testing;
using Coalesce.Http.Tests.Wrapping;
using Microsoft.AspNetCore.Http;

namespace Coalesce.Http.Tests.Isolation;

/// <summary>Credentials that the primary handler gives when the origin asks for them, below everything of ours.</summary>
public sealed class CredentialsTests : IAsyncLifetime
{
    private const int Rounds = 500; // in each, every user asks twice
    private static readonly string[] Users = ["ann", "bob"];
    private Gate _gate = new();
    private TestOrigin _origin = null!;

    public async ValueTask InitializeAsync() => _origin = await TestOrigin.StartAsync(AnswerAsync);

    public ValueTask DisposeAsync() => _origin.DisposeAsync();

    [Theory]
    [InlineData("own", false)]
    [InlineData("own", true)]
    [InlineData("derived from CredentialCache", false)]
    [InlineData("derived from NetworkCredential", false)]
    public async Task Credentials_ChosenByTheUserOfTheMoment_EveryoneGetsTheirOwn(string kind, bool partition)
    {
        ICredentials credentials = kind switch { "own" => new Own(), "derived from CredentialCache" => new DerivedCache(), _ => new DerivedCredential() };
        using var pipeline = CoalescingPipeline.Create(new SocketsHttpHandler { Credentials = credentials, UseCookies = false }, options =>
        {
            if (partition) options.Partition = _ => Stage.User;
        });
        using var client = new HttpClient(pipeline) { BaseAddress = _origin.BaseAddress };
        _gate.Open();
        for (var round = 0; round < Rounds; round++)
        {
            var calls = Enumerable.Range(round, 4).Select(i => Stage.AsAsync(Users[i % 2], () => client.GetStringAsync("me"))).ToList();
            for (var i = 0; i < calls.Count; i++) Assert.Equal(Users[(round + i) % 2], await Wait.ForAsync(calls[i]));
        }
    }

    /// <summary>Fixed credentials that are not: the app puts another user's in their place at a logout and login.</summary>
    [Theory]
    [InlineData("cache")]
    [InlineData("credential")]
    public async Task Credentials_ChangedWhileInFlight_EveryoneGetsTheirOwn(string kind)
    {
        var cache = new CredentialCache();
        var single = new NetworkCredential();
        void SignIn(string user)
        {
            cache.Remove(_origin.BaseAddress, "Basic");
            cache.Add(_origin.BaseAddress, "Basic", new NetworkCredential(user, "secret"));
            (single.UserName, single.Password) = (user, "secret");
        }

        using var pipeline = CoalescingPipeline.Create(new SocketsHttpHandler { Credentials = kind == "cache" ? cache : single, UseCookies = false });
        using var client = new HttpClient(pipeline) { BaseAddress = _origin.BaseAddress };
        for (var round = 0; round < 20; round++)
        {
            _gate = new Gate();
            var sent = _origin.Count;
            SignIn("ann");
            Task<string>[] anns = [client.GetStringAsync("me"), client.GetStringAsync("me")];
            await _origin.WaitForRequestsAsync(sent + 2); // the challenge was answered
            SignIn("bob");
            Task<string>[] bobs = [client.GetStringAsync("me"), client.GetStringAsync("me")];
            Assert.Equal(2, pipeline.Broker.GetFlights().Count);
            await _origin.WaitForRequestsAsync(sent + 4);
            _gate.Open();

            foreach (var ann in anns) Assert.Equal("ann", await Wait.ForAsync(ann));
            foreach (var bob in bobs) Assert.Equal("bob", await Wait.ForAsync(bob));
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var gate = _gate;
        if (context.Request.Headers.Authorization.FirstOrDefault() is not { } basic)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"test\"";
            return;
        }
        await gate.WaitAsync(context.RequestAborted);
        await context.Response.WriteAsync(Encoding.UTF8.GetString(Convert.FromBase64String(basic["Basic ".Length..])).Split(':')[0]);
    }

    private sealed class Own : ICredentials
    {
        public NetworkCredential GetCredential(Uri uri, string authType) => new(Stage.User, "secret");
    }

    private sealed class DerivedCache : CredentialCache, ICredentials
    {
        NetworkCredential ICredentials.GetCredential(Uri uri, string authType) => new(Stage.User, "secret");
    }

    private sealed class DerivedCredential : NetworkCredential, ICredentials
    {
        NetworkCredential ICredentials.GetCredential(Uri? uri, string? authType) => new(Stage.User, "secret");
    }
}
