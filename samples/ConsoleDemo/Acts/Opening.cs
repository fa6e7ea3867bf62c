using ConsoleDemo.Asking;
using ConsoleDemo.Origins;

namespace ConsoleDemo.Acts;

/// <summary>The screen, opened once.</summary>
/// <param name="When">When, in words.</param>
/// <param name="Asks">What its components got.</param>
/// <param name="Sent">What reached the origin meanwhile.</param>
internal sealed record Opening(string When, IReadOnlyList<Ask> Asks, IReadOnlyList<LoggedRequest> Sent)
{
    public long BytesSent => Sent.Sum(request => request.Bytes);

    /// <summary>From the first question to the last byte.</summary>
    public TimeSpan Took => Asks.Max(ask => ask.Ended) - Asks.Min(ask => ask.Asked);

    public int Answered(AnswerSource source) => Asks.Count(ask => ask.End == AskEnd.Answered && ask.Source == source);
}
