using System.Globalization;
using System.Net;
using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Caching;

/// <summary>Makes responses of kept answers, for one caller each.</summary>
internal static class ResponseMaker
{
    private static readonly NumberTexts Ages = new("");

    /// <summary>The whole answer.</summary>
    public static HttpResponseMessage Whole(StoredResponse stored, HttpRequestMessage request, TimeSpan age, string status, bool wasAsked = false)
    {
        var response = Head(stored.Status, stored.Version, stored.Reason, stored.Headers, stored.ContentHeaders, request.Method == HttpMethod.Head ? default : stored.Body);
        ((StoredContent)response.Content).Length = stored.Body.Length; // for HEAD, too
        return Told(response, request, stored, age, status, wasAsked);
    }

    /// <summary>RFC 9110, section 15.4.5: what the caller has still holds.</summary>
    public static HttpResponseMessage NotModified(StoredResponse stored, HttpRequestMessage request, TimeSpan age, string status)
    {
        var response = Head(HttpStatusCode.NotModified, stored.Version, null, stored.Headers, [.. stored.ContentHeaders.Where(field => field.HasName("Expires") || field.HasName("Last-Modified") || field.HasName("Content-Location"))]);
        ((StoredContent)response.Content).Length = null;
        return Told(response, request, stored, age, status);
    }

    /// <summary>A part of a whole answer, RFC 9110, section 15.3.7.</summary>
    public static HttpResponseMessage Part(StoredResponse stored, HttpRequestMessage request, (int From, int Length) part, TimeSpan age, string status)
    {
        var fields = stored.ContentHeaders.Where(field => !field.HasName("Content-Length") && !field.HasName("Content-Range")).ToArray();
        var response = Head(HttpStatusCode.PartialContent, stored.Version, null, stored.Headers, fields, stored.Body.AsMemory(part.From, part.Length));
        response.Content.Headers.TryAddWithoutValidation("Content-Range", string.Create(CultureInfo.InvariantCulture, $"bytes {part.From}-{part.From + part.Length - 1}/{stored.Body.Length}"));
        return Told(response, request, stored, age, status);
    }

    /// <summary>RFC 9110, section 15.5.17.</summary>
    public static HttpResponseMessage NotSatisfiable(StoredResponse stored, HttpRequestMessage request, TimeSpan age, string status)
    {
        var response = Head(HttpStatusCode.RequestedRangeNotSatisfiable, stored.Version, null, [], []);
        response.Content.Headers.TryAddWithoutValidation("Content-Range", string.Create(CultureInfo.InvariantCulture, $"bytes */{stored.Body.Length}"));
        return Told(response, request, stored, age, status);
    }

    /// <summary>RFC 9111, section 5.2.1.7: nothing is kept that will do, and the origin is not to be asked.</summary>
    public static HttpResponseMessage Unavailable(HttpRequestMessage request)
    {
        var response = Head(HttpStatusCode.GatewayTimeout, HttpVersion.Version11, null, [], []);
        response.RequestMessage = request;
        CacheStatusNames.AddTo(response, CacheStatusNames.OnlyIfCached);
        return response;
    }

    public static HttpResponseMessage Head(
        HttpStatusCode status, Version version, string? reason, HeaderField[] headers, HeaderField[] contentHeaders, ReadOnlyMemory<byte> body = default)
    {
        var content = new StoredContent(body);
        var response = new HttpResponseMessage(status) { Version = version, ReasonPhrase = reason, Content = content };
        foreach (var field in headers) field.AddTo(response.Headers);
        foreach (var field in contentHeaders) field.AddTo(content.Headers);
        content.Length = body.Length;
        return response;
    }

    private static HttpResponseMessage Told(HttpResponseMessage response, HttpRequestMessage request, StoredResponse stored, TimeSpan age, string status, bool wasAsked = false)
    {
        response.RequestMessage = request;
        if (HeaderComparison.Find(stored.Headers, "Age", hint: 0) >= 0) response.Headers.Remove("Age");
        response.Headers.TryAddWithoutValidation("Age", Ages.Of((long)age.TotalSeconds));
        // What may not be used without asking the origin is not in an answer that was not asked for, section 5.2.2.4.
        if (!wasAsked && stored.Directives.NoCacheFields is { } names) Remove(response, names);
        CacheStatusNames.AddTo(response, status);
        return response;
    }

    private static void Remove(HttpResponseMessage response, List<string> names)
    {
        foreach (var name in names)
        {
            response.Headers.Remove(name);
            response.Content.Headers.Remove(name);
        }
    }
}
