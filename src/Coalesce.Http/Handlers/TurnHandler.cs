using Coalesce.Http.Broker;
using Coalesce.Http.Broker.Flights;
using Coalesce.Http.Broker.Messages;
using Coalesce.Http.Broker.Scheduling;

namespace Coalesce.Http;

/// <summary>
/// Lets a send wait for its turn above the user's own handlers, so that no time-out or circuit of theirs counts the wait; and marks what they send meanwhile as sent on its behalf.
/// </summary>
internal sealed class TurnHandler(RequestBroker broker, RequestPlanner planner) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        NeedsNone(request) ? base.SendAsync(request, cancellationToken) : SendInTurnAsync(request, cancellationToken);

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (NeedsNone(request)) return base.Send(request, cancellationToken);
        var scope = OpenAsync(request, cancellationToken).AsTask().GetAwaiter().GetResult();
        var outer = scope.Enter();
        try
        {
            return base.Send(request, cancellationToken);
        }
        finally
        {
            SendScope.Return(outer);
            broker.CloseTurn(scope);
        }
    }

    private bool NeedsNone(HttpRequestMessage request) =>
        (broker.Scheduler.IsOpen && !WireView.HasHandlersBelow(InnerHandler!)) || !MethodTraits.IsHttp(request);

    private async Task<HttpResponseMessage> SendInTurnAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var scope = await OpenAsync(request, cancellationToken).ConfigureAwait(false);
        scope.Enter(); // undone when this method returns, as any change of the context is
        try
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            broker.CloseTurn(scope);
        }
    }

    private ValueTask<SendScope> OpenAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request is FlightRequest { Flight: var flight } && broker.Owns(flight))
        {
            var name = new SendName(flight.Id, request, flight.Route, flight.Key.Partition);
            return broker.OpenTurnAsync(flight.Demand, name, flight, cancellationToken);
        }
        var plan = planner.Plan(request);
        var alone = new SendName(0, request, plan.Route?.Text, plan.Partition);
        return broker.OpenTurnAsync(new Demand(plan.Urgency), alone, flight: null, cancellationToken);
    }
}
