namespace Coalesce.Http.Broker;

/// <summary>One try to deliver an entry.</summary>
/// <param name="Number">1 for the first.</param>
/// <param name="StartedAt">When it began, by the wall clock.</param>
/// <param name="Duration">How long it took, to its verdict.</param>
/// <param name="Status">The status of the answer, or <see langword="null"/> when no head came.</param>
/// <param name="Error">What went wrong without an answer, in a few words and without secrets; or <see langword="null"/>.</param>
/// <param name="MayHaveArrived">Whether it reached the wire, so that the server may have carried it out.</param>
public sealed record OutboxAttempt(int Number, DateTimeOffset StartedAt, TimeSpan Duration, int? Status, string? Error, bool MayHaveArrived);
