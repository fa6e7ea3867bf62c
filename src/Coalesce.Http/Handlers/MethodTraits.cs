namespace Coalesce.Http;

/// <summary>What the method of a request says about it (RFC 9110, section 9.2).</summary>
internal static class MethodTraits
{
    /// <summary>Anything else goes through untouched: the primary handler knows what to say of it.</summary>
    public static bool IsHttp(HttpRequestMessage request) => request.RequestUri is { IsAbsoluteUri: true } uri
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps);

    public static bool IsPlainRead(HttpRequestMessage request) =>
        request.Content is null && (request.Method == HttpMethod.Get || request.Method == HttpMethod.Head);

    /// <summary>Whether it may change what the server holds.</summary>
    public static bool IsUnsafe(HttpMethod method) => method != HttpMethod.Get && method != HttpMethod.Head
        && method != HttpMethod.Options && method != HttpMethod.Trace && method != HttpMethod.Query;
}
