using ConsoleDemo.Asking;
using ConsoleDemo.Origins;

namespace ConsoleDemo.Acts;

/// <summary>What became of the prefetches and the click.</summary>
/// <param name="Click">The click, as its user saw it.</param>
/// <param name="Answered">How many requests got an answer, the click included.</param>
/// <param name="Overtaken">How many prefetches reached the origin after the click was made and before the click's own request.</param>
/// <param name="AtOnce">How many requests were at the origin at a time, at most.</param>
/// <param name="Sent">The origin's log.</param>
internal sealed record PrefetchRun(Ask Click, int Answered, int Overtaken, int AtOnce, IReadOnlyList<LoggedRequest> Sent)
{
    public static PrefetchRun Of(Ask click, IReadOnlyList<Ask> prefetches, IReadOnlyList<LoggedRequest> sent)
    {
        var clickArrived = sent.FirstOrDefault(request => request.Id == click.Id)?.Arrived ?? TimeSpan.MaxValue;
        return new PrefetchRun(
            click,
            prefetches.Append(click).Count(ask => ask.End == AskEnd.Answered),
            sent.Count(request => request.Arrived > click.Asked && request.Arrived < clickArrived),
            sent.Select(request => sent.Count(other => other.Arrived <= request.Arrived && other.Ended > request.Arrived)).DefaultIfEmpty().Max(),
            sent);
    }
}
