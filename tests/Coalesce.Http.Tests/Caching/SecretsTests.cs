using Coalesce.Http.Broker;
using Coalesce.Http.Broker.Messages;
using Coalesce.Http.Caching;
using Microsoft.Extensions.Time.Testing;

namespace Coalesce.Http.Tests.Caching;

/// <summary>Whoever gets at what the cache knows of requests finds no credentials in it.</summary>
public sealed class SecretsTests : IDisposable
{
    private const string Canary = "canary-5f1e";
    private readonly KeyRules _rules = new([], [], new CoalescingOptions().SensitiveHeaders);
    private readonly ResponseCache _cache;

    public SecretsTests() => _cache = new ResponseCache(new CacheOptions(), _rules, new WriteMarks(ForgetScope.Origin), new FakeTimeProvider());

    public void Dispose() => _cache.Dispose();

    [Theory]
    [InlineData("Authorization: Bearer " + Canary, null)]
    [InlineData("Cookie: session=" + Canary, null)]
    [InlineData("X-Api-Key: " + Canary, null)]
    [InlineData("x-auth-token: " + Canary, null)]
    [InlineData("Proxy-Authorization: Basic " + Canary, null)]
    [InlineData("Accept: text/plain", "session=" + Canary)] // what the primary handler will write
    public void Keys_OfARequestWithCredentials_HoldNoneInClear(string header, string? cookies)
    {
        var colon = header.IndexOf(':', StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://stub/seen");
        Assert.True(request.Headers.TryAddWithoutValidation(header[..colon], header[(colon + 2)..]));
        request.Headers.Add("X-Tenant", "tenant-seen");
        var uri = request.RequestUri!.AbsoluteUri;
        var asked = new RequestKey(new RequestProbe(request, _rules, Partition.One, cookies, null));
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation("Vary", $"{header[..colon]}, X-Tenant");
        CacheKey[] keys = [_cache.Keys.Of(request, uri, Partition.One, cookies), _cache.Keys.Of(asked)];

        var dump = ObjectDump.Of(new object?[] { keys, VaryMatch.Of(response, asked, _rules) });

        Assert.Equal(keys[0], keys[1]);
        Assert.True(keys[0].HasCredentials);
        Assert.Contains("http://stub/seen", dump); // it looks where it should
        Assert.Contains("tenant-seen", dump);
        Assert.DoesNotContain(Canary, dump);
    }

    [Fact]
    public async Task Cache_AfterReadsAndWritesWithCredentials_HoldsNoneInClear()
    {
        using var chain = new CacheChain(_ => CacheChain.Response("body-seen", "Cache-Control: max-age=60", "Vary: Authorization, X-Api-Key, Accept-Language"), options =>
        {
            options.Routes["GET /routed"] = new RouteOptions { FreshFor = TimeSpan.FromSeconds(60) };
        });
        string[] secrets = [$"Authorization: Bearer {Canary}", $"Cookie: a=b; session={Canary}", $"X-Api-Key: {Canary}", "Accept-Language: language-seen"];

        foreach (var path in new[] { "/plain", "/routed" }) await chain.GetAsync(path, secrets);
        (await chain.SendAsync(HttpMethod.Post, "/routed/written", secrets)).Dispose();
        Assert.Equal("hit", await chain.HowAsync("/plain", secrets));

        var dump = ObjectDump.Of(chain.Kept);
        foreach (var seen in new[] { "http://stub/plain", "body-seen", "language-seen", "/routed/written" }) Assert.Contains(seen, dump);
        Assert.DoesNotContain(Canary, dump);
    }
}
