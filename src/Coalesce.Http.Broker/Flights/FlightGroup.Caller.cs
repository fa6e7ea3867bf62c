using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Broker.Flights;

internal sealed partial class FlightGroup
{
    /// <summary>A caller that knows its group and flight.</summary>
    private sealed class Caller(
        FlightGroup group, HttpRequestMessage request, IFlightChain chain, in SendTerms terms, in Behalf behalf, CancellationToken token)
        : FlightCaller(request, chain, terms, token)
    {
        /// <summary>Guarded by the gate of the group.</summary>
        public Flight Flight { get; set; } = null!;

        /// <summary>The send that waits for this caller, if any; that of another is read under the gate, while it waits.</summary>
        public Behalf Behalf { get; private set; } = behalf;

        public override void ReaderLeft() => group.ReaderLeft(this);

        protected override void TokenCancelled() => group.Leave(this);

        protected override void ForgetBehalf() => Behalf = default;

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
