using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Coalesce.Http.Tests.Parity;

/// <summary>Writes down what a user can see, as text that can be compared.</summary>
internal static class Describe
{
    public static string Head(HttpResponseMessage response) =>
        $"HTTP/{response.Version} {(int)response.StatusCode} {response.ReasonPhrase}\n" +
        $"final request: {response.RequestMessage?.Method} {response.RequestMessage?.RequestUri?.OriginalString}\n" +
        $"headers{Headers(response.Headers)}\ncontent headers{Headers(response.Content.Headers)}";

    /// <summary>The values as they came, and again as they are parsed: a copy must serve the typed properties too.</summary>
    public static string Headers(HttpHeaders headers)
    {
        var raw = headers.NonValidated.Select(h => $"\n  {h.Key}: {string.Join(" | ", h.Value)}");
        var text = string.Concat(raw.Where(IsCompared).Order(StringComparer.Ordinal));
        var parsed = headers.Select(h => $"\n  {h.Key} = {string.Join(" | ", h.Value)}");
        return text + string.Concat(parsed.Where(IsCompared).Order(StringComparer.Ordinal));
    }

    public static string Bytes(byte[] bytes) => bytes.Length <= 2000
        ? $"{bytes.Length} bytes: {Encoding.Latin1.GetString(bytes)}"
        : $"{bytes.Length} bytes: {Convert.ToHexString(SHA256.HashData(bytes))}";

    /// <summary>
    /// Types, codes and causes. Below a cancellation only a time-out and another cancellation count: how else the wait ended inside
    /// the connection (closed, reset, disposed) is chance, also over the plain handler.
    /// </summary>
    public static string Failure(Exception e, CancellationToken caller = default)
    {
        var text = One(e, caller);
        if (e is OperationCanceledException) return e.InnerException is TimeoutException or OperationCanceledException ? $"{text} <- {e.InnerException.GetType().Name}" : text;
        for (var inner = e.InnerException; inner is not null; inner = inner.InnerException) text += " <- " + One(inner, null);
        return text;
    }

    private static string One(Exception e, CancellationToken? caller) => e.GetType().Name + e switch
    {
        HttpRequestException http => $"[{http.HttpRequestError}, {http.StatusCode?.ToString() ?? "no status"}]",
        HttpIOException http => $"[{http.HttpRequestError}]",
        SocketException socket => $"[{socket.SocketErrorCode}]",
        OperationCanceledException cancelled when caller is { } token => $"[{Token(cancelled.CancellationToken, token)}]",
        _ => "",
    };

    private static string Token(CancellationToken token, CancellationToken caller) =>
        token == default ? "no token" : token == caller ? "the caller's token" : "another token";

    // Ours adds Cache-Status; Date may tick between the two runs.
    private static bool IsCompared(string header) =>
        !header.StartsWith("\n  Cache-Status", StringComparison.OrdinalIgnoreCase) && !header.StartsWith("\n  Date", StringComparison.OrdinalIgnoreCase);
}
