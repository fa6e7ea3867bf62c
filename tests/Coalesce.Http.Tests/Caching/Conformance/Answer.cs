using System.Globalization;
using System.Text;

namespace Coalesce.Http.Tests.Caching.Conformance;

/// <summary>What the origin answers, byte for byte.</summary>
/// <param name="Status">The status; 0: it cannot be reached.</param>
/// <param name="Headers">Beside these it says its <c>Date</c> (unless that is <c>-</c>), the length of the body unless they speak of that, and that the connection closes.</param>
/// <param name="Body">The body; one that ends with <c>...</c> breaks off.</param>
internal sealed record Answer(int Status, List<(string Name, string Value)> Headers, string Body)
{
    public byte[] ToBytes(string method, DateTimeOffset now)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {Status} X\r\nConnection: close\r\n");
        if (!Has("Date")) text.Append(CultureInfo.InvariantCulture, $"Date: {now:R}\r\n");
        var isEmpty = method == "HEAD" || Status is 204 or 304;
        var isChunked = Has("Transfer-Encoding");
        if (!isEmpty && !isChunked && !Has("Content-Length")) text.Append(CultureInfo.InvariantCulture, $"Content-Length: {Body.Length}\r\n");
        foreach (var (name, value) in Headers)
        {
            if (value != "-") text.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }
        text.Append("\r\n");
        if (isEmpty) return Encoding.Latin1.GetBytes(text.ToString());
        if (!isChunked) text.Append(Body);
        else text.Append(CultureInfo.InvariantCulture, $"{Body.Length:x}\r\n{Body}\r\n{(Body.EndsWith("...", StringComparison.Ordinal) ? "" : "0\r\n\r\n")}");
        return Encoding.Latin1.GetBytes(text.ToString());
    }

    private bool Has(string name) => Headers.Exists(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
