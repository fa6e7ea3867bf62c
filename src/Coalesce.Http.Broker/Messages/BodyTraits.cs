using System.Globalization;
using System.Net;

namespace Coalesce.Http.Broker.Messages;

/// <summary>What a response's head tells of its body.</summary>
internal static class BodyTraits
{
    /// <summary>Whether the whole body is here with the head.</summary>
    public static bool IsWhole(HttpResponseMessage response, HttpMethod method) =>
        IsInMemory(response.Content) || method == HttpMethod.Head || response.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.NotModified
        || LengthOf(response.Content) == 0;

    /// <summary>How long the content says it is, if it does. Read from the raw text where that will do: the typed property parses it, and what it keeps is not free.</summary>
    public static long? LengthOf(HttpContent content)
    {
        if (content.Headers.NonValidated.TryGetValues("Content-Length", out var values) && values.Count == 1)
        {
            foreach (var value in values)
            {
                if (long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var length)) return length;
            }
        }
        return content.Headers.ContentLength;
    }

    private static bool IsInMemory(HttpContent content)
    {
        var type = content.GetType();
        return type == typeof(ByteArrayContent) || type == typeof(StringContent) || type == typeof(ReadOnlyMemoryContent);
    }

    /// <summary>Whether the body is a stream of events or pictures that has no end, or no HTTP at all.</summary>
    public static bool NeverEnds(HttpResponseMessage response)
    {
        if (response.StatusCode == HttpStatusCode.SwitchingProtocols) return true;
        if (IsInMemory(response.Content)) return false; // it has ended already
        if (!response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var types)) return false;
        foreach (var type in types)
        {
            if (type.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase)
                || type.StartsWith("multipart/x-mixed-replace", StringComparison.OrdinalIgnoreCase)) return true;
        }
        return false;
    }
}
