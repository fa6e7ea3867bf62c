using ConsoleDemo.Har;
using ConsoleDemo.Origins;
using Microsoft.AspNetCore.Http;

namespace ConsoleDemo.Replaying;

/// <summary>Answers as it was recorded: status, headers, body and times, the latter divided by the speed.</summary>
internal sealed class RecordedAnswers(IEnumerable<Exchange> exchanges, double speed, Clock clock) : IAnswers
{
    private readonly Dictionary<Target, Reel> _reels = exchanges.GroupBy(exchange => exchange.Target)
        .ToDictionary(group => group.Key, group => new Reel([.. group.Select(exchange => exchange.Answer)]));

    public async Task AnswerAsync(HttpContext context, LoggedRequest request)
    {
        if (!_reels.TryGetValue(new Target(request.Method, request.Url), out var reel))
        {
            // Nobody asked for this when it was recorded. An answer of any kind would hide that: its caller shall fail.
            context.Abort();
            return;
        }
        var answer = reel.Next();
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        await Task.Delay(answer is null ? Timeout.InfiniteTimeSpan : answer.Wait / speed, clock.Time, context.RequestAborted);
        WriteHead(context, answer!);
        await new PacedBody(answer!.Body, answer.Receive / speed, clock).WriteAsync(context, request);
    }

    private static void WriteHead(HttpContext context, Answer answer)
    {
        var response = context.Response;
        response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers) response.Headers.Append(name, value);
        var mayHaveBody = answer.Status is not (204 or 304) && !HttpMethods.IsHead(context.Request.Method);
        if (mayHaveBody) response.ContentLength = answer.Body.Length;
    }
}
