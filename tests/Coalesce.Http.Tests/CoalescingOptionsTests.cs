using Coalesce.Http.Broker;
using Coalesce.Http.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Coalesce.Http.Tests;

/// <summary>Wrong options fail when the host starts, or the pipeline is created, with a message that names the route and the value.</summary>
public sealed class CoalescingOptionsTests
{
    public static TheoryData<string, Action<CoalescingOptions>, string[]> WrongOptions => new()
    {
        { "urgency too high", o => o.Routes["GET /me"] = new() { Urgency = 9 }, ["GET /me", "Urgency", "9"] },
        { "urgency too low", o => o.Routes["GET /me"] = new() { Urgency = -1 }, ["GET /me", "Urgency", "-1"] },
        { "route without method", o => o.Routes["/me"] = new(), ["/me"] },
        { "route without path", o => o.Routes["GET"] = new(), ["GET"] },
        { "route with a relative path", o => o.Routes["GET me"] = new(), ["GET me"] },
        { "route with a query", o => o.Routes["GET /me?a=1"] = new(), ["GET /me?a=1"] },
        { "route with an open brace", o => o.Routes["GET /posts/{id"] = new(), ["GET /posts/{id"] },
        { "route with a nameless value", o => o.Routes["GET /posts/{}"] = new(), ["GET /posts/{}"] },
        { "route with a name twice", o => o.Routes["GET /{a}/{a}"] = new(), ["GET /{a}/{a}"] },
        { "route with a rest in the middle", o => o.Routes["GET /{**rest}/end"] = new(), ["GET /{**rest}/end"] },
        { "empty route", o => o.Routes[""] = new(), ["route"] },
        {
            "ambiguous routes", o =>
            {
                o.Routes["GET /posts/{id}"] = new();
                o.Routes["GET /posts/{name}"] = new();
            },
            ["GET /posts/{id}", "GET /posts/{name}"]
        },
        { "debounce without a group", o => o.Routes["GET /s"] = new() { Debounce = TimeSpan.FromSeconds(1) }, ["GET /s", "Debounce", "00:00:01", "SupersedeBy"] },
        { "negative debounce", o => o.Routes["GET /s"] = new() { SupersedeBy = "s", Debounce = TimeSpan.FromSeconds(-1) }, ["GET /s", "Debounce", "-00:00:01"] },
        { "debounce too long", o => o.Routes["GET /s"] = new() { SupersedeBy = "s", Debounce = TimeSpan.FromMinutes(2) }, ["GET /s", "Debounce", "00:02:00"] },
        { "group with an unknown value", o => o.Routes["GET /map/{z}"] = new() { SupersedeBy = "map/{layer}" }, ["GET /map/{z}", "SupersedeBy", "layer"] },
        { "empty group", o => o.Routes["GET /s"] = new() { SupersedeBy = "" }, ["GET /s", "SupersedeBy"] },
        { "unknown supersede mode", o => o.Routes["GET /s"] = new() { SupersedeBy = "s", SupersedeMode = (SupersedeMode)7 }, ["GET /s", "SupersedeMode", "7"] },
        { "no permit", o => o.MaxConcurrency = 0, ["MaxConcurrency", "0"] },
        { "negative permits", o => o.MaxConcurrency = -3, ["MaxConcurrency", "-3"] },
        { "negative join window", o => o.JoinWindow = TimeSpan.FromSeconds(-1), ["JoinWindow", "-00:00:01"] },
        { "join window too long", o => o.JoinWindow = TimeSpan.FromMinutes(2), ["JoinWindow", "00:02:00"] },
        { "no grace", o => o.SlowReaderGrace = TimeSpan.Zero, ["SlowReaderGrace", "00:00:00"] },
        { "shared body too small", o => o.MaxSharedBody = 1024, ["MaxSharedBody", "1024"] },
        { "shared body too large", o => o.MaxSharedBody = 2L << 30, ["MaxSharedBody", "2147483648"] },
        { "shared memory below a body", o => o.MaxSharedMemory = 1 << 20, ["MaxSharedMemory", "1048576", "MaxSharedBody", "4194304"] },
        { "ignored credentials", o => o.Key.IgnoreHeaders.Add("authorization"), ["IgnoreHeaders", "authorization", "SensitiveHeaders"] },
        {
            "ignored credentials of one's own", o =>
            {
                o.SensitiveHeaders.Add("X-Session");
                o.Key.IgnoreHeaders.Add("X-Session");
            },
            ["IgnoreHeaders", "X-Session"]
        },
        { "unknown sharing", o => o.Sharing = (SharingMode)9, ["Sharing", "9"] },
        { "unknown forgetting", o => o.ForgetOn = (ForgetScope)9, ["ForgetOn", "9"] },
    };

    public static TheoryData<string, string, string[]> WrongConfiguration => new()
    {
        { "urgency too high", """{ "Routes": { "GET /me": { "Urgency": 9 } } }""", ["GET /me", "Urgency", "9"] },
        { "urgency no number", """{ "Routes": { "GET /me": { "Urgency": "high" } } }""", ["GET /me", "Urgency", "high"] },
        { "unknown key of a route", """{ "Routes": { "GET /me": { "Urgence": 1 } } }""", ["GET /me", "Urgence"] },
        { "unknown key", """{ "MaxConcurency": 4 }""", ["MaxConcurency"] },
        { "unknown key of the key", """{ "Key": { "Ignore": ["X"] } }""", ["Ignore"] },
        { "number no number", """{ "MaxConcurrency": "six" }""", ["MaxConcurrency", "six"] },
        { "no permit", """{ "MaxConcurrency": 0 }""", ["MaxConcurrency", "0"] },
        { "time no time", """{ "JoinWindow": "soon" }""", ["JoinWindow", "soon"] },
        { "unknown sharing", """{ "Sharing": "Strictest" }""", ["Sharing", "Strictest"] },
        { "array without a route", """{ "Routes": [{ "Urgency": 1 }] }""", ["Route", "0"] },
        { "array with a wrong route", """{ "Routes": [{ "Route": "me", "Urgency": 1 }] }""", ["me"] },
        { "array with a route twice", """{ "Routes": [{ "Route": "GET /me" }, { "Route": "GET /me" }] }""", ["GET /me"] },
        { "array with a wrong urgency", """{ "Routes": [{ "Route": "POST /v1/things:batch", "Urgency": 12 }] }""", ["POST /v1/things:batch", "12"] },
        { "ignored credentials", """{ "Key": { "IgnoreHeaders": ["Cookie"] } }""", ["IgnoreHeaders", "Cookie"] },
    };

    [Theory, MemberData(nameof(WrongOptions), DisableDiscoveryEnumeration = true)]
    public async Task AddCoalescing_WrongOptions_FailTheStartOfTheHost(string name, Action<CoalescingOptions> configure, string[] named)
    {
        var message = await StartAsync(builder => builder.AddCoalescing(configure));

        Assert.All(named, part => Assert.Contains(part, message, StringComparison.OrdinalIgnoreCase));
        Assert.Contains("api", message, StringComparison.Ordinal);
        Assert.NotEmpty(name);
    }

    [Theory, MemberData(nameof(WrongOptions), DisableDiscoveryEnumeration = true)]
    public void Create_WrongOptions_Throws(string name, Action<CoalescingOptions> configure, string[] named)
    {
        var failure = Assert.Throws<ArgumentException>(() => CoalescingPipeline.Create(new StubHandler(), configure));

        Assert.All(named, part => Assert.Contains(part, failure.Message, StringComparison.OrdinalIgnoreCase));
        Assert.NotEmpty(name);
    }

    [Theory, MemberData(nameof(WrongConfiguration))]
    public async Task AddCoalescing_WrongConfiguration_FailsTheStartOfTheHost(string name, string json, string[] named)
    {
        var message = await StartAsync(builder => builder.AddCoalescing(Section(json)));

        Assert.All(named, part => Assert.Contains(part, message, StringComparison.Ordinal));
        Assert.NotEmpty(name);
    }

    [Fact]
    public async Task AddCoalescing_SeveralMistakes_AreAllTold()
    {
        var message = await StartAsync(builder => builder.AddCoalescing(o =>
        {
            o.MaxConcurrency = 0;
            o.Routes["GET /a"] = new() { Urgency = 8 };
            o.Routes["GET /b"] = new() { Urgency = 9 };
        }));

        Assert.All(["MaxConcurrency", "GET /a", "GET /b"], part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{ }""")]
    [InlineData("""{ "MaxConcurrency": 6, "JoinWindow": "00:00:02", "Sharing": "Strict", "ForgetOn": "PathPrefix", "SendPriorityHeader": true }""")]
    [InlineData("""{ "Routes": { "GET /posts/{id}": { "Urgency": 2 }, "GET /posts/top": { "SupersedeBy": "top", "Debounce": "00:00:00.300" } } }""")]
    [InlineData("""{ "Key": { "IgnoreHeaders": ["X-Device"], "InnerHeaders": ["X-Api-Version"] }, "SensitiveHeaders": ["X-Session"] }""")]
    public async Task AddCoalescing_GoodConfiguration_LetsTheHostStart(string json)
    {
        using var host = Build(builder => builder.AddCoalescing(Section(json)));

        await host.StartAsync();
        await host.StopAsync();
    }

    private static async Task<string> StartAsync(Action<IHttpClientBuilder> add)
    {
        using var host = Build(add);
        return (await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync())).Message;
    }

    private static IHost Build(Action<IHttpClientBuilder> add)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        add(builder.Services.AddHttpClient("api"));
        return builder.Build();
    }

    private static IConfigurationSection Section(string json) => TestConfiguration.Section(json);
}
