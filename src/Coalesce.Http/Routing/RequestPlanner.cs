using Coalesce.Http.Broker.Messages;
using Coalesce.Http.Broker.Outbox;

namespace Coalesce.Http;

/// <summary>Makes the plan of each request from the options of its client.</summary>
internal sealed class RequestPlanner(CoalescingOptions options)
{
    private readonly Func<HttpRequestMessage, string?>? _partition = options.Partition;

    public RouteTable Routes { get; } = new(options.Routes);

    /// <summary>Runs the application's partition delegate, on the caller's own context; what it throws fails the request.</summary>
    public RequestPlan Plan(HttpRequestMessage request)
    {
        var settings = RequestSettings.Find(request);
        var uri = UriText.Of(request.RequestUri!);
        return new RequestPlan(uri, RouteOf(request.Method, uri), settings, PartitionOf(request, settings));
    }

    /// <summary>Whether the route of a request that was sent coalesces reads that carry a body, where nothing else of it is of interest.</summary>
    public bool CoalescesBody(HttpMethod method, Uri uri) => Routes.HasCoalescedBodies && RouteOf(method, UriText.Of(uri)) is { Options.CoalesceBody: true };

    /// <summary>Whose request it is, where nothing else of it is of interest.</summary>
    public Partition PartitionOf(HttpRequestMessage request) => PartitionOf(request, RequestSettings.Find(request));

    /// <summary>The route of a method at a URI.</summary>
    public ConfiguredRoute? RouteOf(HttpMethod method, ReadOnlySpan<char> uri)
    {
        var parts = UriParts.Of(uri);
        return Routes.Find(method, uri[parts.OriginLength..parts.PathEnd]);
    }

    private Partition PartitionOf(HttpRequestMessage request, RequestSettings? settings)
    {
        // A replay is its entry's, whoever is logged in now; whether it may be sent was asked before.
        if (OutboxExchange.Of(request)?.Replayed is { } entry) return new Partition(entry.Partition, entry.OwnPartition, IsKnown: true);
        if (_partition is null) return settings?.Partition is { } own ? new Partition(null, own, IsKnown: true) : Partition.One;
        return _partition(request) is { } app ? new Partition(app, settings?.Partition, IsKnown: true) : Partition.Unknown;
    }
}
