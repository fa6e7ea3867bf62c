using Microsoft.AspNetCore.Http;

namespace Coalesce.Http.Tests.Parity;

/// <summary>Answers that several themes need.</summary>
internal static class Answer
{
    public static RequestDelegate Text(string text) => context => context.Response.WriteAsync(text);

    public static RequestDelegate Status(int status, string body = "") => context =>
    {
        context.Response.StatusCode = status;
        return body.Length == 0 ? Task.CompletedTask : context.Response.WriteAsync(body);
    };

    public static RequestDelegate Header(string name, params string[] values) => context =>
    {
        context.Response.Headers[name] = values;
        return context.Response.WriteAsync("hello");
    };

    public static RequestDelegate Bytes(int count) => async context =>
    {
        var chunk = new byte[Math.Min(count, 16 * 1024)];
        Array.Fill(chunk, (byte)'x');
        for (var rest = count; rest > 0; rest -= chunk.Length)
        {
            await context.Response.Body.WriteAsync(chunk.AsMemory(0, Math.Min(rest, chunk.Length)));
        }
    };

    /// <summary>Sends a part at once and nothing more until the client gives up.</summary>
    public static RequestDelegate PartThenSilence(string part) => async context =>
    {
        await context.Response.WriteAsync(part);
        await context.Response.Body.FlushAsync();
        await Silence(context);
    };

    /// <summary>Says nothing until the client gives up.</summary>
    public static Task Silence(HttpContext context) =>
        Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
}
