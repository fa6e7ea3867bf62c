using Coalesce.Http.Broker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Coalesce.Http.Tests.Routing;

/// <summary>Wrong outbox options fail with a message that names the route and the value.</summary>
public sealed class QueueRulesTests
{
    public static TheoryData<string, string, Action<RouteOptions>, string[]> Wrong => new()
    {
        { "unknown queue", "POST /a", route => route.Queue = (QueueWhen)9, ["Queue", "9", "DownOrSlow"] },
        { "unknown compaction", "POST /a", route => route.Compact = (OutboxCompaction)9, ["Compact", "9", "KeepLatest"] },
        { "SlowAfter alone", "POST /a", route => (route.Queue, route.SlowAfter) = (QueueWhen.Never, TimeSpan.FromSeconds(1)), ["SlowAfter", "Never"] },
        { "LaneBy alone", "POST /a", route => (route.Queue, route.LaneBy) = (QueueWhen.Never, "a"), ["LaneBy", "Never"] },
        { "Compact alone", "POST /a", route => (route.Queue, route.Compact) = (QueueWhen.Never, OutboxCompaction.KeepLatest), ["Compact", "Never"] },
        { "ExpiresAfter alone", "POST /a", route => (route.Queue, route.ExpiresAfter) = (QueueWhen.Never, TimeSpan.FromSeconds(1)), ["ExpiresAfter", "Never"] },
        { "MaxAttempts alone", "POST /a", route => (route.Queue, route.MaxAttempts) = (QueueWhen.Never, 1), ["MaxAttempts", "Never"] },
        { "NotBefore alone", "POST /a", route => (route.Queue, route.NotBefore) = (QueueWhen.Never, "22:00-06:00"), ["NotBefore", "Never"] },
        { "QueuedAnswer alone", "POST /a", route => (route.Queue, route.QueuedAnswer) = (QueueWhen.Never, _ => new StringContent("")), ["QueuedAnswer", "Never"] },
        { "RedirectIsSuccess alone", "POST /a", route => (route.Queue, route.RedirectIsSuccess) = (QueueWhen.Never, true), ["RedirectIsSuccess", "Never"] },
        { "a read", "GET /a", _ => { }, ["Down", "GET"] },
        { "a body that reads", "POST /a", route => route.CoalesceBody = true, ["Queue", "CoalesceBody"] },
        { "slow without a time", "POST /a", route => route.Queue = QueueWhen.DownOrSlow, ["DownOrSlow", "SlowAfter"] },
        { "a time without slow", "POST /a", route => route.SlowAfter = TimeSpan.FromSeconds(1), ["SlowAfter", "Down"] },
        { "no attempt", "POST /a", route => route.MaxAttempts = 0, ["MaxAttempts", "0"] },
        { "slow at once", "POST /a", route => (route.Queue, route.SlowAfter) = (QueueWhen.DownOrSlow, TimeSpan.Zero), ["SlowAfter", "00:00:00"] },
        { "expired at once", "POST /a", route => route.ExpiresAfter = TimeSpan.Zero, ["ExpiresAfter", "00:00:00"] },
        { "no memory of keys", "POST /a", route => route.ReplayFor = TimeSpan.Zero, ["ReplayFor", "00:00:00"] },
        { "no back-off", "POST /a", route => route.BackoffFirst = TimeSpan.Zero, ["BackoffFirst", "00:00:00"] },
        { "longest below first", "POST /a", route => route.BackoffLongest = TimeSpan.FromMilliseconds(1), ["BackoffLongest", "00:00:00.0010000"] },
        { "longest too long", "POST /a", route => route.BackoffLongest = TimeSpan.FromDays(2), ["BackoffLongest", "2.00:00:00"] },
        { "no time to replay", "POST /a", route => route.ReplayTimeout = TimeSpan.Zero, ["ReplayTimeout", "00:00:00"] },
        { "no window", "POST /a", route => route.NotBefore = "at night", ["NotBefore", "at night"] },
        { "empty lane", "POST /a", route => route.LaneBy = "", ["LaneBy"] },
        { "unknown value in a lane", "POST /{id}", route => route.LaneBy = "{it}", ["LaneBy", "{it}", "id"] },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Create_WrongRoute_NamesItAndTheValue(string what, string text, Action<RouteOptions> change, string[] said)
    {
        var error = Assert.Throws<ArgumentException>(() => CoalescingPipeline.Create(new SocketsHttpHandler(), options =>
        {
            var route = new RouteOptions { Queue = QueueWhen.Down };
            change(route);
            options.Routes[text] = route;
            options.OutboxStore = new InMemoryOutboxStore();
        }));

        Assert.NotEmpty(what);
        Assert.All(said.Append(text), word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
    }

    public static TheoryData<Action<OutboxOptions>, string> WrongOutbox => new()
    {
        { outbox => outbox.MaxEntries = 0, "Outbox.MaxEntries is 0" },
        { outbox => outbox.MaxBody = -1, "Outbox.MaxBody is -1" },
        { outbox => outbox.MaxBytes = 5, "Outbox.MaxBytes is 5" },
        { outbox => outbox.MaxReplays = 0, "Outbox.MaxReplays is 0" },
        { outbox => outbox.KeepDelivered = TimeSpan.FromSeconds(-1), "Outbox.KeepDelivered is -00:00:01" },
        { outbox => outbox.LeaseLength = TimeSpan.Zero, "Outbox.LeaseLength is 00:00:00" },
    };

    [Theory]
    [MemberData(nameof(WrongOutbox))]
    public void Create_WrongOutbox_NamesTheValue(Action<OutboxOptions> change, string said)
    {
        var error = Assert.Throws<ArgumentException>(() => CoalescingPipeline.Create(new SocketsHttpHandler(), options => change(options.Outbox)));

        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_NoStore_SaysWhereToKeep()
    {
        static void Configure(CoalescingOptions options) => options.Routes["POST /a"] = new RouteOptions { Queue = QueueWhen.Down };
        var services = new ServiceCollection();
        services.AddHttpClient("feed").AddCoalescing(Configure);
        using var provider = services.BuildServiceProvider();

        var pipeline = Assert.Throws<ArgumentException>(() => CoalescingPipeline.Create(new SocketsHttpHandler(), Configure));
        var container = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IOptionsMonitor<CoalescingOptions>>().Get("feed"));

        Assert.All((string[])[pipeline.Message, container.Message], message =>
        {
            Assert.Contains("'POST /a'", message, StringComparison.Ordinal);
            Assert.Contains("UseInMemoryOutbox", message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Container_TheOptionsOfThePipeline_AreRefused()
    {
        var services = new ServiceCollection();
        services.AddHttpClient("feed").AddCoalescing(options => (options.OutboxStore, options.ReplayClient) = (new InMemoryOutboxStore(), new HttpClient()));
        using var provider = services.BuildServiceProvider();

        var error = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IOptionsMonitor<CoalescingOptions>>().Get("feed"));

        Assert.Equal(2, error.Failures.Count());
        Assert.All(error.Failures, failure => Assert.Contains("'feed'", failure, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{ "Routes": { "POST /a": { "Queue": "Sometimes" } } }""", "Queue", "Sometimes")]
    [InlineData("""{ "Routes": { "POST /a": { "Queue": "DownOrSlow", "SlowAfter": "soon" } } }""", "SlowAfter", "soon")]
    [InlineData("""{ "Routes": { "POST /a": { "Queue": "Down", "MaxAttempts": "many" } } }""", "MaxAttempts", "many")]
    [InlineData("""{ "Routes": { "POST /a": { "Queue": "Down", "RedirectIsSuccess": "perhaps" } } }""", "RedirectIsSuccess", "perhaps")]
    [InlineData("""{ "Routes": { "POST /a": { "Queu": "Down" } } }""", "Queu", "POST /a")]
    [InlineData("""{ "Outbox": { "MaxBytes": "much" } }""", "MaxBytes", "much")]
    [InlineData("""{ "Outbox": { "MaxSize": 1 } }""", "MaxSize", "MaxBytes")]
    public void Bind_AWrongValueOrName_SaysWhichItIs(string json, string name, string also)
    {
        var error = Assert.Throws<InvalidOperationException>(() => CoalescingConfiguration.Bind(TestConfiguration.Section(json), new CoalescingOptions()));

        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.Contains(also, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bind_EachOption_IsReadFromConfiguration()
    {
        var options = new CoalescingOptions();
        CoalescingConfiguration.Bind(TestConfiguration.Section("""
            {
              "Outbox": { "MaxEntries": 1, "MaxBytes": 30, "MaxBody": 20, "MaxReplays": 2, "KeepDelivered": "01:00:00", "LeaseLength": "00:00:10" },
              "Routes": { "POST /a": {
                "Queue": "DownOrSlow", "SlowAfter": "00:00:00.8", "LaneBy": "l", "Compact": "KeepLatest", "ExpiresAfter": "1.00:00:00", "MaxAttempts": 5, "ReplayFor": "02:00:00",
                "NotBefore": "22:00-06:00", "BackoffFirst": "00:00:02", "BackoffLongest": "00:00:30", "ReplayTimeout": "00:00:05", "RedirectIsSuccess": true } }
            }
            """), options);

        var route = options.Routes["POST /a"];
        Assert.Equal((1, 30, 20, 2), (options.Outbox.MaxEntries, options.Outbox.MaxBytes, options.Outbox.MaxBody, options.Outbox.MaxReplays));
        Assert.Equal((TimeSpan.FromHours(1), TimeSpan.FromSeconds(10)), (options.Outbox.KeepDelivered, options.Outbox.LeaseLength));
        Assert.Equal((QueueWhen.DownOrSlow, TimeSpan.FromMilliseconds(800), "l", OutboxCompaction.KeepLatest), (route.Queue, route.SlowAfter, route.LaneBy, route.Compact));
        Assert.Equal((TimeSpan.FromDays(1), 5, TimeSpan.FromHours(2), "22:00-06:00"), (route.ExpiresAfter, route.MaxAttempts, route.ReplayFor, route.NotBefore));
        Assert.Equal((TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5), true), (route.BackoffFirst, route.BackoffLongest, route.ReplayTimeout, route.RedirectIsSuccess));
        Assert.Empty(CoalescingOptionsRules.FindErrors(options));
    }
}
