namespace Coalesce.Http;

/// <summary>How a response came to its caller: the typed form of the last <c>Coalesce</c> member of its <c>Cache-Status</c> (RFC 9211).</summary>
/// <param name="Forwarded">Why the request was forwarded: <c>miss</c>, <c>stale</c>, <c>bypass</c>, <c>method</c> or <c>request</c>; <see langword="null"/> when it was not.</param>
/// <param name="Collapsed">
/// <see langword="true"/>: the answer is that of a flight which others share. <see langword="false"/>: it joined a flight whose answer
/// could not be shared, and was then sent on its own. <see langword="null"/>: it joined none.
/// </param>
public sealed record CoalescingResult(string? Forwarded, bool? Collapsed)
{
    /// <summary>Whether it was answered of what is kept, and the origin was not asked.</summary>
    public bool IsHit { get; init; }

    /// <summary>Of a hit: how many seconds it is still fresh; negative: for how many it has been stale.</summary>
    public long? TimeToLive { get; init; }

    /// <summary>The status that the origin answered with where the caller got another: 304, or an error in whose place a kept answer stands.</summary>
    public int? ForwardStatus { get; init; }

    /// <summary>More on it: <c>queued</c>, <c>stale-if-error</c>, <c>unreachable</c> or <c>only-if-cached</c>.</summary>
    public string? Detail { get; init; }
}
