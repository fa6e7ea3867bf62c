using ConsoleDemo.Har;

namespace ConsoleDemo.Replaying;

/// <summary>Asks again what was asked then.</summary>
internal static class RecordedRequest
{
    public static HttpRequestMessage Of(Exchange exchange)
    {
        var request = new HttpRequestMessage(new HttpMethod(exchange.Target.Method), exchange.Target.Url);
        if (exchange.Content is { } body) request.Content = new RecordedContent(body);
        foreach (var (name, value) in exchange.Headers)
        {
            // Headers of the content are refused among the others; without content they have nothing to say.
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content?.Headers.TryAddWithoutValidation(name, value);
        }
        return request;
    }
}
