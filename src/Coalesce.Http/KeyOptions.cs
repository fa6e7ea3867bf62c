namespace Coalesce.Http;

/// <summary>Which headers tell two requests apart. By default all but tracing headers, <c>Priority</c>, <c>Idempotency-Key</c> and <c>User-Agent</c>.</summary>
public sealed class KeyOptions
{
    /// <summary>
    /// Further headers to leave out: requests that differ in these alone get one answer. A name in
    /// <see cref="CoalescingOptions.SensitiveHeaders"/> is an options error.
    /// </summary>
    public ISet<string> IgnoreHeaders { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Headers that handlers further in add, and that are the same for every caller (an API version, a device id). Without
    /// this, anything added further in stops sharing among requests without a partition, because it may stand for a user.
    /// </summary>
    public ISet<string> InnerHeaders { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
}
