namespace Coalesce.Http;

/// <summary>How a response came to its caller: the typed form of the last <c>Coalesce</c> member of its <c>Cache-Status</c> (RFC 9211).</summary>
/// <param name="Forwarded">Why the request was forwarded: <c>miss</c>, <c>bypass</c>, <c>method</c> or <c>request</c>; <see langword="null"/> when it was not.</param>
/// <param name="Collapsed">
/// <see langword="true"/>: the answer is that of a flight which others share. <see langword="false"/>: it joined a flight whose answer
/// could not be shared, and was then sent on its own. <see langword="null"/>: it joined none.
/// </param>
public sealed record CoalescingResult(string? Forwarded, bool? Collapsed);
