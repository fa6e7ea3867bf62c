using System.Diagnostics;
using Coalesce.Http.Broker.Messages;
using Coalesce.Http.Broker.Outbox;
using Coalesce.Http.Broker.Telemetry;
using Microsoft.Extensions.Logging;

namespace Coalesce.Http.Broker;

/// <summary>Turns the steps of entries into events, metrics and logs. Nothing is thrown from here, whatever listeners do.</summary>
internal sealed class OutboxObserver(string client, EventStream events, TimeProvider time, ILogger logger) : IOutboxObserver
{
    private readonly KeyValuePair<string, object?> _tag = new("client", client);
    private readonly QuietLogger _log = new(logger);

    public void Told(OutboxStep step, OutboxEntry entry)
    {
        var kind = KindOf(step);
        var target = UriParts.Shown(entry.Uri.AbsoluteUri);
        Listeners.Tell((_tag, kind), static told => BrokerMetrics.OutboxSteps.Add(1, told._tag, new("step", told.kind.ToString())));
        if (step == OutboxStep.Dead) BrokerLog.OutboxDead(_log, client, entry.Id, entry.Method, target);
        else if (step is OutboxStep.Held or OutboxStep.Redirected) BrokerLog.OutboxHeld(_log, client, entry.Id, entry.Method, target);
        else BrokerLog.OutboxStepped(_log, client, entry.Id, entry.Method, target, kind);
        if (events.IsWatched) events.Publish(new BrokerEvent(kind, time.GetUtcNow(), 0, entry.Method, target, entry.Route, 0) { EntryId = entry.Id });
    }

    public void Elsewhere(Uri uri) => BrokerLog.OutboxElsewhere(_log, client, UriParts.Shown(uri.AbsoluteUri));

    /// <summary>The span of a replay is linked to the trace in which the mutation was handed over: that ended long ago.</summary>
    public IDisposable? Replaying(OutboxEntry entry)
    {
        Told(OutboxStep.Replaying, entry);
        if (!BrokerMetrics.Spans.HasListeners()) return null;
        ActivityLink[]? links = ActivityContext.TryParse(entry.TraceParent, null, isRemote: true, out var trace) ? [new ActivityLink(trace)] : null;
        var begun = new Begun { Client = client, Entry = entry, Links = links };
        Listeners.Tell(begun, static begun => begun.Begin());
        return begun;
    }

    public void Failed(string what, OutboxEntry? entry, Exception exception)
    {
        if (entry is null) BrokerLog.OutboxFailed(_log, client, what, exception);
        else BrokerLog.OutboxHookFailed(_log, what, client, entry.Id, entry.Method, UriParts.Shown(entry.Uri.AbsoluteUri), exception);
    }

    private sealed class Begun : IDisposable
    {
        private Activity? _activity;

        public required string Client { get; init; }

        public required OutboxEntry Entry { get; init; }

        public ActivityLink[]? Links { get; init; }

        public void Begin() => _activity = BrokerMetrics.Spans.StartActivity(ActivityKind.Producer, parentContext: default, tags:
            [new("client", Client), new("http.request.method", Entry.Method), new("http.route", Entry.Route)], links: Links, name: "coalesce.replay");

        public void Dispose() => Listeners.Tell(this, static begun => begun._activity?.Dispose());
    }

    private static BrokerEventKind KindOf(OutboxStep step) => step switch
    {
        OutboxStep.Queued => BrokerEventKind.EntryQueued,
        OutboxStep.Joined => BrokerEventKind.EntryJoined,
        OutboxStep.Replaying => BrokerEventKind.EntryReplaying,
        OutboxStep.Delivered => BrokerEventKind.EntryDelivered,
        OutboxStep.Rescheduled => BrokerEventKind.EntryRescheduled,
        OutboxStep.Held => BrokerEventKind.LaneHeld,
        OutboxStep.Redirected => BrokerEventKind.LaneRedirected,
        OutboxStep.Dead => BrokerEventKind.EntryDead,
        OutboxStep.Withdrawn => BrokerEventKind.EntryWithdrawn,
        OutboxStep.Discarded => BrokerEventKind.EntryDiscarded,
        OutboxStep.Compacted => BrokerEventKind.EntryCompacted,
        _ => BrokerEventKind.EntryRetried,
    };
}
