using ConsoleDemo.Har;
using ConsoleDemo.Origins;
using Microsoft.AspNetCore.Http;

namespace ConsoleDemo.Replaying;

/// <summary>
/// Answers as it was recorded: status, headers, body and times, the latter divided by the speed. Each request gets the answer that was recorded for it, by its <c>X-Request-ID</c>: that others are not sent
/// at all does not change what the origin held at its moment.
/// </summary>
internal sealed class RecordedAnswers(IEnumerable<Exchange> exchanges, double speed, Clock clock) : IAnswers
{
    private readonly Dictionary<string, (Exchange Exchange, Answer? Answer)> _answers = exchanges.GroupBy(exchange => exchange.Target)
        .SelectMany(group => group.Zip(StandIns.Fill([.. group.Select(exchange => exchange.Answer)])))
        .ToDictionary(pair => $"{pair.First.Index}");

    public async Task AnswerAsync(HttpContext context, LoggedRequest request)
    {
        if (!_answers.TryGetValue(request.Id, out var recorded) || recorded.Exchange.Target != new Target(request.Method, request.Url))
        {
            // Nobody asked for this when it was recorded. An answer of any kind would hide that: its caller shall fail.
            context.Abort();
            return;
        }
        var answer = recorded.Answer;
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        await Task.Delay(answer is null ? Timeout.InfiniteTimeSpan : answer.Wait / speed, clock.Time, context.RequestAborted);
        RecordedHead.Write(context, recorded.Exchange, answer!, clock.Time.GetUtcNow());
        if (context.Response.StatusCode == StatusCodes.Status304NotModified && answer!.Status != StatusCodes.Status304NotModified) return;
        await new PacedBody(answer!.Body, answer.Receive / speed, clock).WriteAsync(context, request);
    }
}
