using System.Globalization;
using Coalesce.Http.Broker;
using Coalesce.Http.Broker.Flights;
using Coalesce.Http.Broker.Scheduling;

namespace Coalesce.Http;

/// <summary>At the wire: takes the permit that the turn reserved, for this attempt, and ties it to the end of the response's body.</summary>
internal sealed class SchedulingHandler(RequestBroker broker, RequestPlanner planner, bool sendsPriority) : DelegatingHandler
{
    public RequestBroker Broker => broker;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (sendsPriority) SayPriority(request);
        return SendScope.Of(broker)?.Turn is { } turn ? SendAsync(request, turn, cancellationToken) : base.SendAsync(request, cancellationToken);
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (sendsPriority) SayPriority(request);
        if (SendScope.Of(broker)?.Turn is not { } turn) return base.Send(request, cancellationToken);
        broker.Scheduler.AcquireAsync(turn, cancellationToken).AsTask().GetAwaiter().GetResult();
        var permit = new Permit(broker.Scheduler, turn);
        try
        {
            return broker.TieToBody(permit, base.Send(request, cancellationToken), request.Method);
        }
        catch
        {
            permit.Release();
            throw;
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Turn turn, CancellationToken cancellationToken)
    {
        await broker.Scheduler.AcquireAsync(turn, cancellationToken).ConfigureAwait(false);
        var permit = new Permit(broker.Scheduler, turn);
        try
        {
            return broker.TieToBody(permit, await base.SendAsync(request, cancellationToken).ConfigureAwait(false), request.Method);
        }
        catch
        {
            permit.Release();
            throw;
        }
    }

    /// <summary>RFC 9218, section 5. What the caller said itself stands.</summary>
    private void SayPriority(HttpRequestMessage request)
    {
        if (request.Headers.NonValidated.Contains("Priority") || !MethodTraits.IsHttp(request)) return;
        var urgency = request is FlightRequest { Flight: var flight } ? flight.Demand.Urgency
            : SendScope.Of(broker)?.Turn?.Demand.Urgency ?? planner.Plan(request).Urgency;
        request.Headers.TryAddWithoutValidation("Priority", string.Create(CultureInfo.InvariantCulture, $"u={urgency}"));
    }
}
