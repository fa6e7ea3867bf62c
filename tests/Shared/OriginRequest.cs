using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Coalesce.Http.Testing;

/// <summary>A request as a <see cref="TestOrigin"/> saw it.</summary>
internal sealed class OriginRequest(HttpContext context)
{
    private int _aborted;

    public string Method { get; } = context.Request.Method;

    /// <summary>Path and query as they stood on the wire.</summary>
    public string Target { get; } = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

    /// <summary><c>HTTP/1.1</c> or <c>HTTP/2</c>.</summary>
    public string Protocol { get; } = context.Request.Protocol;

    /// <summary>By name, in alphabetical order: on the wire the order of different names means nothing.</summary>
    public IReadOnlyList<KeyValuePair<string, string[]>> Headers { get; } =
    [
        .. context.Request.Headers
            .Select(h => new KeyValuePair<string, string[]>(h.Key, [.. h.Value.Select(v => v ?? "")]))
            .OrderBy(h => h.Key, StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>The whole body; empty until it has been read, or when the origin was told not to read it.</summary>
    public byte[] Body { get; set; } = [];

    public string BodyText => Encoding.UTF8.GetString(Body);

    /// <summary>Whether the client gave up: its connection or stream closed before the handler had ended.</summary>
    public bool Aborted => Volatile.Read(ref _aborted) == 1;

    /// <summary>The values of a header, as one line; <see langword="null"/> when it is missing.</summary>
    public string? Header(string name)
    {
        foreach (var (key, values) in Headers)
        {
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase)) return string.Join(", ", values);
        }
        return null;
    }

    /// <summary>Whether this call was the one that marked it.</summary>
    public bool MarkAborted() => Interlocked.Exchange(ref _aborted, 1) == 0;
}
