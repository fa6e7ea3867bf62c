namespace Coalesce.Http.Broker.Messages;

/// <summary>What bounds the shared bodies of one broker.</summary>
/// <param name="Pool">Lends their memory.</param>
/// <param name="Window">How many bytes of one body are held at most.</param>
/// <param name="Grace">How long a reader that has stopped may hold back the others.</param>
/// <param name="Time">The broker's clock.</param>
internal sealed record BodyLimits(SegmentPool Pool, long Window, TimeSpan Grace, TimeProvider Time);
