using ConsoleDemo.Asking;
using ConsoleDemo.Origins;

namespace ConsoleDemo.Figures;

/// <summary>What a run, or one route of it, came to.</summary>
/// <param name="Asked">Requests that callers asked for.</param>
/// <param name="Sent">Requests that reached the origin.</param>
/// <param name="BytesAsked">Body bytes that callers got.</param>
/// <param name="BytesSent">Body bytes that the origin sent.</param>
/// <param name="MedianMs">Median of the time from asking to the last byte, of the requests that were answered.</param>
/// <param name="P95Ms">The 95th percentile of the same.</param>
/// <param name="Superseded">Requests whose place a newer one took.</param>
/// <param name="GivenUp">Requests that their callers gave up, as recorded.</param>
/// <param name="Failed">Requests that failed.</param>
internal sealed record Tally(
    int Asked, int Sent, long BytesAsked, long BytesSent, double MedianMs, double P95Ms, int Superseded, int GivenUp, int Failed)
{
    public long BytesSaved => BytesAsked - BytesSent;

    public static Tally Of(IReadOnlyCollection<Ask> asks, IReadOnlyCollection<LoggedRequest> sent)
    {
        var latencies = asks.Where(ask => ask.End == AskEnd.Answered).Select(ask => ask.Latency).Order().ToList();
        return new Tally(
            asks.Count,
            sent.Count,
            asks.Sum(ask => ask.Bytes),
            sent.Sum(request => request.Bytes),
            Math.Round(Percentile.Of(latencies, 50).TotalMilliseconds, 1),
            Math.Round(Percentile.Of(latencies, 95).TotalMilliseconds, 1),
            asks.Count(ask => ask.End == AskEnd.Superseded),
            asks.Count(ask => ask.End == AskEnd.GivenUp),
            asks.Count(ask => ask.End == AskEnd.Failed));
    }
}
