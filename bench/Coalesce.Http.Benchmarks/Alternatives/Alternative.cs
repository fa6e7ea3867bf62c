using Microsoft.Extensions.DependencyInjection;

namespace Coalesce.Http.Benchmarks;

/// <summary>One way to put an <see cref="HttpClient"/> over a primary handler.</summary>
internal sealed class Alternative
{
    private readonly Func<HttpMessageHandler, HttpClient> _createClient;

    private Alternative(string name, Func<HttpMessageHandler, HttpClient> createClient) => (Name, _createClient) = (name, createClient);

    public static Alternative Bare { get; } = new("bare HttpClient", stub => new HttpClient(stub));

    public static Alternative Empty { get; } = new("empty handler", stub => new HttpClient(new EmptyHandler(stub)));

    public static Alternative Resilience { get; } = new("standard resilience handler", CreateResilient);

    public static Alternative TwentyLines { get; } = new("twenty lines", stub => new HttpClient(new TwentyLineCoalescer(stub)));

    public static Alternative Ours { get; } = new("Coalesce.Http", stub => CreateOurs(stub, maxConcurrency: null));

    public static Alternative OursLimited { get; } = new("Coalesce.Http, 64 permits", stub => CreateOurs(stub, maxConcurrency: 64));

    public static Alternative OursUncached { get; } = new("Coalesce.Http, no cache", stub => CreateOurs(stub, maxConcurrency: null, caches: false));

    public static Alternative Memory { get; } = new("IMemoryCache by hand", stub => new HttpClient(stub));

    public static Alternative Hybrid { get; } = new("HybridCache by hand", stub => new HttpClient(stub));

    public static Alternative Fusion { get; } = new("FusionCache by hand", stub => new HttpClient(stub));

    public string Name { get; }

    public bool IsOurs => this == Ours || this == OursLimited || this == OursUncached;

    /// <summary>Whether the goals are for this one: ours without options, a limit on concurrency being a service of its own.</summary>
    public bool IsJudged => this == Ours;

    public HttpClient CreateClient(HttpMessageHandler stub) => _createClient(stub);

    private static HttpClient CreateOurs(HttpMessageHandler stub, int? maxConcurrency, bool caches = true) =>
        new(CoalescingPipeline.Create(stub, options =>
        {
            options.MaxConcurrency = maxConcurrency;
            options.Cache.Enabled = caches;
            AddRoutes(options);
        }));

    /// <summary>Twenty routes that share their first segments with the URL under test and miss it by the last, so that none is cheap to rule out.</summary>
    private static void AddRoutes(CoalescingOptions options)
    {
        for (var i = 0; i < 10; i++)
        {
            options.Routes[$"GET /api/things/kind{i}"] = new() { Urgency = i % 8 };
            options.Routes[$"POST /api/things/{{id}}/action{i}"] = new() { Urgency = i % 8 };
        }
    }

    private static HttpClient CreateResilient(HttpMessageHandler stub)
    {
        var services = new ServiceCollection();
        services.AddHttpClient("bench")
            // The factory's own logging and rotation are no part of what the handler costs.
            .RemoveAllLoggers()
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => stub)
            // Its limiter would refuse all but 1,000 of the joining callers.
            .AddStandardResilienceHandler(o => o.RateLimiter.DefaultRateLimiterOptions.PermitLimit = JoiningCase.Callers);
        return services.BuildServiceProvider().GetRequiredService<IHttpClientFactory>().CreateClient("bench");
    }
}
