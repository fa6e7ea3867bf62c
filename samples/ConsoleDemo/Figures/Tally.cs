using ConsoleDemo.Asking;
using ConsoleDemo.Origins;

namespace ConsoleDemo.Figures;

/// <summary>What a run, or one route of it, came to.</summary>
/// <param name="Asked">Requests that callers asked for.</param>
/// <param name="Sent">Requests that reached the origin.</param>
/// <param name="Joined">Requests that got the answer to another's, in flight.</param>
/// <param name="Hits">Requests that were answered of what is kept, without asking.</param>
/// <param name="Revalidations">Requests that were answered of what is kept, after the origin had said with a 304 that it still holds.</param>
/// <param name="BytesAsked">Body bytes that callers got.</param>
/// <param name="BytesSent">Body bytes that the origin sent.</param>
/// <param name="BytesKept">Body bytes that callers got of what is kept.</param>
/// <param name="MedianMs">Median of the time from asking to the last byte, of the requests that were answered.</param>
/// <param name="P95Ms">The 95th percentile of the same.</param>
/// <param name="Superseded">Requests whose place a newer one took.</param>
/// <param name="GivenUp">Requests that their callers gave up, as recorded.</param>
/// <param name="Failed">Requests that failed.</param>
/// <param name="OtherBodies">Answers with another body than was recorded.</param>
internal sealed record Tally(
    int Asked, int Sent, int Joined, int Hits, int Revalidations, long BytesAsked, long BytesSent, long BytesKept, double MedianMs, double P95Ms,
    int Superseded, int GivenUp, int Failed, int OtherBodies)
{
    public long BytesSaved => BytesAsked - BytesSent;

    public static Tally Of(IReadOnlyCollection<Ask> asks, IReadOnlyCollection<LoggedRequest> sent)
    {
        var latencies = asks.Where(ask => ask.End == AskEnd.Answered).Select(ask => ask.Latency).Order().ToList();
        var senders = sent.Select(request => request.Id).ToHashSet();
        return new Tally(
            asks.Count,
            sent.Count,
            asks.Count(ask => ask is { End: AskEnd.Answered, Source: AnswerSource.Origin } && !senders.Contains(ask.Id)),
            asks.Count(ask => ask is { End: AskEnd.Answered, Source: AnswerSource.Kept or AnswerSource.Stale }),
            asks.Count(ask => ask is { End: AskEnd.Answered, Source: AnswerSource.Revalidated }),
            asks.Sum(ask => ask.Bytes),
            sent.Sum(request => request.Bytes),
            asks.Where(ask => ask.Source != AnswerSource.Origin).Sum(ask => ask.Bytes),
            Math.Round(Percentile.Of(latencies, 50).TotalMilliseconds, 1),
            Math.Round(Percentile.Of(latencies, 95).TotalMilliseconds, 1),
            asks.Count(ask => ask.End == AskEnd.Superseded),
            asks.Count(ask => ask.End == AskEnd.GivenUp),
            asks.Count(ask => ask.End == AskEnd.Failed),
            asks.Count(ask => ask.HasOtherBody));
    }
}
