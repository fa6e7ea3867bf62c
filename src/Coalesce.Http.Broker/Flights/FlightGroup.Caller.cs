using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Broker.Flights;

internal sealed partial class FlightGroup
{
    /// <summary>A caller that knows its group and flight.</summary>
    private sealed class Caller(
        FlightGroup group, HttpRequestMessage request, IFlightChain chain, in SendTerms terms, object? lender, CancellationToken token)
        : FlightCaller(request, chain, terms, lender, token)
    {
        /// <summary>Guarded by the gate of the group.</summary>
        public Flight Flight { get; set; } = null!;

        public override void ReaderLeft() => group.ReaderLeft(this);

        protected override void TokenCancelled() => group.Leave(this);

        protected override void TryAgain() => group.Rejoin(this);
    }

    /// <summary>A flight that knows its group.</summary>
    private sealed class OwnFlight(FlightGroup group, long id, RequestKey key, FlightCaller starter, in SendTerms terms, long startedAt)
        : Flight(id, key, starter, terms, startedAt)
    {
        public override bool IsOf(object other) => ReferenceEquals(group, other);

        public override void BodyEnded(Exception? failure) => group.BodyEnded(this, failure);
    }
}
