namespace Coalesce.Http.Tests.Routing;

/// <summary>Wrong cache options fail when the pipeline is created, with the route and the value; right ones bind from configuration.</summary>
public sealed class KeepRulesTests
{
    public static TheoryData<string, string, Action<RouteOptions>, string[]> WrongRoutes => new()
    {
        { "no time", "GET /a", route => route.FreshFor = TimeSpan.Zero, ["'GET /a'", "FreshFor", "00:00:00"] },
        { "too long", "GET /a", route => route.FreshFor = TimeSpan.FromDays(2), ["FreshFor", "2.00:00:00"] },
        { "no-store alone", "GET /a", route => route.FreshEvenIfNoStore = true, ["FreshEvenIfNoStore", "FreshFor"] },
        { "a write", "POST /a", route => route.FreshFor = TimeSpan.FromSeconds(1), ["'POST /a'", "FreshFor", "GET"] },
        { "tags of a write", "POST /a", route => route.Tags.Add("t"), ["Tags", "GET"] },
        { "not shared", "GET /a", route => (route.FreshFor, route.Coalesce) = (TimeSpan.FromSeconds(1), false), ["FreshFor", "Coalesce"] },
        { "an empty tag", "GET /a", route => route.Tags.Add(""), ["Tags", "empty"] },
        { "a tag of another route", "GET /a/{id}", route => route.Tags.Add("a/{name}"), ["Tags", "a/{name}", "id"] },
    };

    public static TheoryData<Action<CacheOptions>, string> WrongCaches => new()
    {
        { cache => cache.MaxEntries = 0, "Cache.MaxEntries is 0" },
        { cache => cache.MaxBody = -1, "Cache.MaxBody is -1" },
        { cache => (cache.MaxBody, cache.MaxBytes) = (10, 9), "Cache.MaxBytes is 9" },
        { cache => cache.Key = (CacheKeyMode)7, "Cache.Key is 7" },
    };

    [Theory]
    [MemberData(nameof(WrongRoutes))]
    public void Create_AWrongRoute_SaysWhatAndWhere(string what, string text, Action<RouteOptions> change, string[] said)
    {
        var route = new RouteOptions();
        change(route);

        var error = Assert.Throws<ArgumentException>(() => CoalescingPipeline.Create(new SocketsHttpHandler(), options => options.Routes[text] = route));

        Assert.All(said, part => Assert.True(error.Message.Contains(part, StringComparison.Ordinal), $"{what}: {error.Message}"));
    }

    [Theory]
    [MemberData(nameof(WrongCaches))]
    public void Create_AWrongCache_NamesTheValue(Action<CacheOptions> change, string said)
    {
        var error = Assert.Throws<ArgumentException>(() => CoalescingPipeline.Create(new SocketsHttpHandler(), options => change(options.Cache)));

        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_FreshForWithoutACache_SaysSo()
    {
        var error = Assert.Throws<ArgumentException>(() => CoalescingPipeline.Create(new SocketsHttpHandler(), options =>
        {
            options.Cache.Enabled = false;
            options.Routes["GET /a"] = new RouteOptions { FreshFor = TimeSpan.FromSeconds(1) };
        }));

        Assert.Contains("Cache.Enabled", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bind_EachOption_IsReadFromConfiguration()
    {
        var options = new CoalescingOptions();
        CoalescingConfiguration.Bind(TestConfiguration.Section("""
            {
              "Cache": { "Enabled": true, "Shared": true, "Key": "Standard", "Heuristic": true, "MaxEntries": 3, "MaxBytes": 40, "MaxBody": 20 },
              "Routes": { "GET /a/{id}": { "FreshFor": "00:00:05", "FreshEvenIfNoStore": true, "Tags": [ "a/{id}", "as" ] } }
            }
            """), options);

        var (cache, route) = (options.Cache, options.Routes["GET /a/{id}"]);
        Assert.Equal((true, true, CacheKeyMode.Standard, true), (cache.Enabled, cache.Shared, cache.Key, cache.Heuristic));
        Assert.Equal((3, 40, 20), (cache.MaxEntries, cache.MaxBytes, cache.MaxBody));
        Assert.Equal((TimeSpan.FromSeconds(5), true), (route.FreshFor, route.FreshEvenIfNoStore));
        Assert.Equal(["a/{id}", "as"], route.Tags);
        Assert.Empty(CoalescingOptionsRules.FindErrors(options));
    }
}
