using ConsoleDemo.Asking;
using ConsoleDemo.Origins;

namespace ConsoleDemo.Drawing;

/// <summary>A row of a waterfall: a label, and bars in the order in which they are painted.</summary>
internal sealed record Row(string Label, IReadOnlyList<Bar> Bars)
{
    /// <summary>A caller's row: its whole wait, and on top of it the time its own request was at the origin, if it was sent.</summary>
    /// <param name="label">What is written before it.</param>
    /// <param name="ask">What the caller saw.</param>
    /// <param name="sent">What the origin saw of that caller's request; nothing if it joined a flight, or was answered of the cache.</param>
    public static Row Of(string label, Ask ask, IEnumerable<LoggedRequest> sent)
    {
        var own = sent.Select(Of).ToList();
        var wait = ask.End switch
        {
            AskEnd.Answered when own.Count == 0 && ask.Source is (AnswerSource.Kept or AnswerSource.Stale) => BarKind.Kept,
            AskEnd.Answered when own.Count == 0 => BarKind.Joined,
            AskEnd.Answered => BarKind.Waiting,
            _ => BarKind.Unanswered,
        };
        return new Row(label, [new Bar(ask.Asked, ask.Ended, wait), .. own]);
    }

    /// <summary>The origin's side of a request.</summary>
    public static Bar Of(LoggedRequest sent) =>
        new(sent.Arrived, sent.Ended ?? sent.Arrived, sent.Aborted ? BarKind.Aborted : BarKind.AtOrigin);
}
