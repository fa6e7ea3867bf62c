using Coalesce.Http.Broker;
using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http;

/// <summary>What holds for one request: its route, its own settings, and whose it is.</summary>
internal readonly struct RequestPlan(string uri, ConfiguredRoute? route, RequestSettings? settings, Partition partition)
{
    public const int DefaultUrgency = 3;

    /// <summary>The text of the request's URI, without the fragment.</summary>
    public string Uri => uri;

    public ConfiguredRoute? Route => route;

    public Partition Partition => partition;

    public int Urgency => settings?.Urgency ?? route?.Options.Urgency ?? DefaultUrgency;

    public bool Coalesces => settings is not { WithoutCoalescing: true } && route is not { Options.Coalesce: false };

    /// <summary>Whether it may be answered of what is kept.</summary>
    public bool Caches => settings is not { WithoutCache: true };

    public bool CoalescesBody => route is { Options.CoalesceBody: true };

    /// <summary>Whether it makes reads outdated where its method is unsafe.</summary>
    public bool Forgets => route is not { Options.Forgets: false };

    /// <summary>The group it supersedes in, or <see langword="null"/>.</summary>
    public string? GroupFor(Uri target) =>
        settings?.SupersedeBy ?? (route?.Options.SupersedeBy is { } template ? route.Fill(template, target.AbsolutePath) : null);

    /// <summary>Whether it is for the outbox, where its method is unsafe. Nobody could say as whom one of an unknown partition is to be sent later.</summary>
    public bool Queues => partition.IsKnown && route is { Options.Queue: not QueueWhen.Never };

    public string? IdempotencyKey => settings?.IdempotencyKey;

    /// <summary>The lane of the outbox that it belongs to.</summary>
    public string LaneFor(Uri target) => settings?.Lane
        ?? (route?.Options.LaneBy is { } template ? route.Fill(template, target.AbsolutePath) : string.Concat(target.Authority, target.AbsolutePath));
}
