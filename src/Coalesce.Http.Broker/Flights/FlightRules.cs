using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Broker.Flights;

/// <summary>What the flights of one broker go by.</summary>
/// <param name="Key">What is in a key.</param>
/// <param name="Sharing">Which answers may be shared.</param>
/// <param name="JoinWindow">How long after its head a flight may be joined.</param>
/// <param name="Body">What bounds shared bodies.</param>
/// <param name="Time">The broker's clock.</param>
/// <param name="Keeper">Keeps answers, if anybody does.</param>
internal sealed record FlightRules(KeyRules Key, SharingMode Sharing, TimeSpan JoinWindow, BodyLimits Body, TimeProvider Time, IAnswerKeeper? Keeper = null);
