namespace Coalesce.Http.Benchmarks;

/// <summary>How a caller reads its answer. Public, as BenchmarkDotNet's parameters must be.</summary>
public enum ReadAs
{
    /// <summary>Buffered by HttpClient, then taken as an array.</summary>
    Bytes,

    /// <summary>From the head on, through a buffer of the caller's own.</summary>
    Stream,
}

/// <summary>Sends a request and reads the answer to its end, as an application does. Both give the length of the body.</summary>
internal static class Reading
{
    [ThreadStatic]
    private static byte[]? s_buffer;

    public static ValueTask<int> ReadAsync(this HttpClient client, HttpRequestMessage request, ReadAs readAs) =>
        readAs == ReadAs.Bytes ? ReadBytesAsync(client, request) : ReadStreamAsync(client, request);

    /// <summary>Reads in the same way, into memory of its own, and fails unless the body is the expected one. Not for measuring.</summary>
    public static async ValueTask CheckAsync(this HttpClient client, HttpRequestMessage request, ReadAs readAs, byte[] expected)
    {
        var completion = readAs == ReadAs.Bytes ? HttpCompletionOption.ResponseContentRead : HttpCompletionOption.ResponseHeadersRead;
        using var response = await client.SendAsync(request, completion);
        if (response.RequestMessage != request) throw new WrongMeasurementException("A caller got the response to another's request.");
        await using var stream = await response.Content.ReadAsStreamAsync();
        using var body = new MemoryStream();
        await stream.CopyToAsync(body);
        if (!body.ToArray().AsSpan().SequenceEqual(expected)) throw new WrongMeasurementException($"A caller got {body.Length} bytes that are not the body.");
    }

    private static async ValueTask<int> ReadBytesAsync(HttpClient client, HttpRequestMessage request)
    {
        using var response = await client.SendAsync(request);
        return (await response.Content.ReadAsByteArrayAsync()).Length;
    }

    private static async ValueTask<int> ReadStreamAsync(HttpClient client, HttpRequestMessage request)
    {
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await response.Content.ReadAsStreamAsync();
        // One buffer a thread, as a pool would give. Readers that wait may write over each other: nobody looks at the bytes here.
        var buffer = s_buffer ??= new byte[16 * 1024];
        var total = 0;
        for (int read; (read = await stream.ReadAsync(buffer)) > 0;) total += read;
        return total;
    }
}
