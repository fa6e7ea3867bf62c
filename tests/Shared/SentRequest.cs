using System.Net.Http.Headers;

namespace Coalesce.Http.Testing;

/// <summary>A request as it reached a <see cref="StubHandler"/>: a copy, whatever becomes of the message later.</summary>
internal sealed record SentRequest(
    HttpMethod Method, Uri? Uri, Version Version, IReadOnlyList<KeyValuePair<string, string[]>> Headers, bool HasContent)
{
    /// <summary>Path and query.</summary>
    public string Target => Uri?.PathAndQuery ?? "";

    /// <summary>The values of a header, as one line; <see langword="null"/> when it is missing.</summary>
    public string? Header(string name)
    {
        foreach (var (key, values) in Headers)
        {
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase)) return string.Join(", ", values);
        }
        return null;
    }

    public static SentRequest Of(HttpRequestMessage request) =>
        new(request.Method, request.RequestUri, request.Version,
            [.. Copy(request.Headers), .. Copy(request.Content?.Headers)], request.Content is not null);

    private static IEnumerable<KeyValuePair<string, string[]>> Copy(HttpHeaders? headers)
    {
        if (headers is null) yield break;
        foreach (var (name, values) in headers.NonValidated) yield return new(name, [.. values]);
    }
}
