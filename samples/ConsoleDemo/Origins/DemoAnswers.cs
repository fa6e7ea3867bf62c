using System.Text;
using Microsoft.AspNetCore.Http;

namespace ConsoleDemo.Origins;

/// <summary>The acts' origin: answers every request with its own path and query, after a while, or with 503 if told to fail.</summary>
internal sealed class DemoAnswers(Clock clock) : IAnswers
{
    private int _failures;

    /// <summary>How long every answer takes.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>Answers the next requests with 503.</summary>
    public void FailNext(int requests) => Interlocked.Exchange(ref _failures, requests);

    public async Task AnswerAsync(HttpContext context, LoggedRequest request)
    {
        await Task.Delay(Latency, clock.Time, context.RequestAborted);
        if (Interlocked.Decrement(ref _failures) >= 0) context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        var body = Encoding.UTF8.GetBytes(request.PathAndQuery);
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.ContentLength = body.Length;
        request.Ended = clock.Now;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
        request.Bytes += body.Length;
    }
}
