using System.Globalization;
using System.Text;
using ConsoleDemo.Origins;
using Microsoft.AspNetCore.Http;

namespace ConsoleDemo.Acts;

/// <summary>A server whose answers are fresh for a while and have a tag; who asks with that tag is told that nothing has changed.</summary>
/// <param name="clock">The clock of the log.</param>
/// <param name="time">The clock by which answers are dated.</param>
/// <param name="fresh">How long answers are fresh.</param>
internal sealed class PageOrigin(Clock clock, TimeProvider time, TimeSpan fresh) : IAnswers
{
    public const int BodyLength = 4_000;

    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(40);

    /// <summary>What is at a path: its own name, over and over.</summary>
    public static string TextOf(string path) => string.Concat(Enumerable.Repeat($"{path} ", BodyLength))[..BodyLength];

    public async Task AnswerAsync(HttpContext context, LoggedRequest request)
    {
        await Task.Delay(Latency, clock.Time, context.RequestAborted);
        var (response, tag) = (context.Response, $"\"{request.PathAndQuery}\"");
        response.Headers.CacheControl = string.Create(CultureInfo.InvariantCulture, $"max-age={fresh.TotalSeconds}");
        response.Headers.Date = time.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        response.Headers.ETag = tag;
        request.Ended = clock.Now;
        if (context.Request.Headers.IfNoneMatch == tag)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        response.ContentType = "text/plain; charset=utf-8";
        response.ContentLength = BodyLength;
        await response.Body.WriteAsync(Encoding.ASCII.GetBytes(TextOf(request.PathAndQuery)), context.RequestAborted);
        request.Bytes += BodyLength;
    }
}
