using System.Globalization;
using ConsoleDemo.Har;
using Microsoft.AspNetCore.Http;

namespace ConsoleDemo.Replaying;

/// <summary>Writes the head of a recorded answer as the origin would now.</summary>
internal static class RecordedHead
{
    public static void Write(HttpContext context, Exchange exchange, Answer answer, DateTimeOffset now)
    {
        var response = context.Response;
        var isUnchanged = IsUnchanged(context.Request, exchange, answer);
        response.StatusCode = isUnchanged ? StatusCodes.Status304NotModified : answer.Status;
        // Answers are dated anew: else each would be as old as the recording, and no cache could use it.
        var ago = now - DateOf(Find(answer.Headers, "Date"));
        foreach (var (name, value) in answer.Headers) response.Headers.Append(name, IsDate(name) && DateOf(value) + ago is { } then ? then.ToString("R", CultureInfo.InvariantCulture) : value);
        if (answer.Status is not (204 or 304) && !isUnchanged && !HttpMethods.IsHead(context.Request.Method)) response.ContentLength = answer.Body.Length;
    }

    /// <summary>Whether a cache asks about what it got before, as the recorded caller did not, and it is what the answer is.</summary>
    private static bool IsUnchanged(HttpRequest request, Exchange exchange, Answer answer)
    {
        if (answer.Status != StatusCodes.Status200OK || Find(exchange.Headers, "If-None-Match") is not null || Find(exchange.Headers, "If-Modified-Since") is not null) return false;
        if (request.Headers.IfNoneMatch.Count > 0) return request.Headers.IfNoneMatch == Find(answer.Headers, "ETag");
        return request.Headers.IfModifiedSince.Count > 0 && request.Headers.IfModifiedSince == Find(answer.Headers, "Last-Modified");
    }

    private static bool IsDate(string name) => name.Equals("Date", StringComparison.OrdinalIgnoreCase) || name.Equals("Expires", StringComparison.OrdinalIgnoreCase);

    private static DateTimeOffset? DateOf(string? text) =>
        DateTimeOffset.TryParseExact(text, "R", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;

    private static string? Find(IReadOnlyList<Header> headers, string name)
    {
        foreach (var header in headers)
        {
            if (header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) return header.Value;
        }
        return null;
    }
}
