using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Coalesce.Http.Broker.Telemetry;

/// <summary>The one meter and the one source of spans, both named <c>Coalesce.Http</c>. Tagged by client only: routes and targets have no bound.</summary>
internal static class BrokerMetrics
{
    public const string Name = "Coalesce.Http";
    private static readonly Meter Meter = new(Name);

    public static readonly ActivitySource Spans = new(Name);

    public static readonly Counter<long> FlightsStarted = Meter.CreateCounter<long>(
        "coalesce.flights.started", "{flight}", "Shared sends that were started.");

    public static readonly Counter<long> FlightsJoined = Meter.CreateCounter<long>(
        "coalesce.flights.joined", "{caller}", "Callers that joined a flight instead of being sent.");

    public static readonly Counter<long> Superseded = Meter.CreateCounter<long>(
        "coalesce.superseded", "{request}", "Requests that a newer one superseded.");

    public static readonly Counter<long> OutboxSteps = Meter.CreateCounter<long>(
        "coalesce.outbox.steps", "{step}", "Steps of entries of the outbox, by kind.");

    public static readonly Histogram<double> TurnWait = Meter.CreateHistogram<double>(
        "coalesce.turn.wait", "s", "How long requests that had to wait for their turn waited.");
}
