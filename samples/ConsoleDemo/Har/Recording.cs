using System.Text.Json;

namespace ConsoleDemo.Har;

/// <summary>What a HAR file holds: its requests in the order in which they were asked, and how many were left out, by reason.</summary>
internal sealed class Recording : IDisposable
{
    private readonly BodySpool _spool;

    private Recording(BodySpool spool, IReadOnlyList<Exchange> exchanges, IReadOnlyDictionary<string, int> skipped)
    {
        _spool = spool;
        Exchanges = exchanges;
        Skipped = skipped;
    }

    public IReadOnlyList<Exchange> Exchanges { get; }

    public IReadOnlyDictionary<string, int> Skipped { get; }

    /// <summary>From the first request to the last.</summary>
    public TimeSpan Span => Exchanges.Count == 0 ? TimeSpan.Zero : Exchanges[^1].Started - Exchanges[0].Started;

    /// <summary>Reads a file.</summary>
    /// <exception cref="InputException">It cannot be read, or is no HAR file; the message names the entry.</exception>
    public static Recording Open(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            return Read(stream, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InputException($"{path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads a stream.</summary>
    public static Recording Read(Stream stream, string name)
    {
        var spool = new BodySpool();
        try
        {
            var file = new HarFile(stream, name);
            var factory = new ExchangeFactory(name, new BodyFactory(spool));
            var exchanges = new List<Exchange>();
            var skipped = new SortedDictionary<string, int>(StringComparer.Ordinal);
            for (var index = 0; file.TryNext(out var json); index++)
            {
                if (factory.Create(index, Parse(json.Span, name, index), out var reason) is { } exchange) exchanges.Add(exchange);
                else skipped[reason!] = skipped.GetValueOrDefault(reason!) + 1;
            }
            // Exporters order by page or by end. Requests of one moment stay in the order of the file.
            return new Recording(spool, [.. exchanges.OrderBy(exchange => exchange.Started)], skipped);
        }
        catch
        {
            spool.Dispose();
            throw;
        }
    }

    public void Dispose() => _spool.Dispose();

    private static HarEntry? Parse(ReadOnlySpan<byte> json, string name, int index)
    {
        try
        {
            return JsonSerializer.Deserialize(json, HarJson.Default.HarEntry);
        }
        catch (JsonException e)
        {
            throw new InputException($"{name}: log.entries[{index}]{e.Path?.TrimStart('$')} is not what a HAR file has there.", e);
        }
    }
}
