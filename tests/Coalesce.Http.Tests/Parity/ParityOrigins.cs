using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Parity;

/// <summary>What the table needs of a server, whether Kestrel or raw bytes.</summary>
internal interface IParityOrigin : IAsyncDisposable
{
    Uri Address(On mode);

    /// <summary>How many requests came so far.</summary>
    int Count { get; }

    int Aborts { get; }

    Task WaitForRequestsAsync(int count);

    Task WaitForAbortsAsync(int count);

    /// <summary>What came, from the request at <paramref name="start"/> on.</summary>
    IEnumerable<string> Log(int start);
}

internal sealed class KestrelParityOrigin(TestOrigin origin) : IParityOrigin
{
    // Tracing may be switched on by another test of this process while only one of the two chains runs.
    private static readonly HashSet<string> Tracing = new(StringComparer.OrdinalIgnoreCase)
    {
        "traceparent", "tracestate", "baggage", "Request-Id", "Correlation-Context",
    };

    public Uri Address(On mode) => mode == On.Http2 ? origin.Http2Address! : origin.BaseAddress;

    public int Count => origin.Count;

    public int Aborts => origin.Aborts;

    public Task WaitForRequestsAsync(int count) => origin.WaitForRequestsAsync(count);

    public Task WaitForAbortsAsync(int count) => origin.WaitForAbortsAsync(count);

    public IEnumerable<string> Log(int start)
    {
        foreach (var request in origin.Requests.Skip(start))
        {
            yield return $"{request.Method} {request.Target} {request.Protocol}";
            foreach (var (name, values) in request.Headers)
            {
                if (!Tracing.Contains(name)) yield return $"  {name}: {string.Join(" | ", values)}";
            }
            if (request.Body.Length > 0) yield return "  " + Describe.Bytes(request.Body);
        }
    }

    public ValueTask DisposeAsync() => origin.DisposeAsync();
}
