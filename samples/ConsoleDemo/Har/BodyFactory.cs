using System.Text;

namespace ConsoleDemo.Har;

/// <summary>Makes bodies of what a HAR file says about them.</summary>
internal sealed class BodyFactory(BodySpool spool)
{
    private readonly Dictionary<(long, long, long, string?), Body> _known = [];

    /// <summary>The answer's body: its text, as many bytes as it had, or nothing where HTTP allows none.</summary>
    public Body OfResponse(HarEntry entry)
    {
        var response = entry.Response!;
        if (response.Status is 204 or 205 or 304 || entry.Request!.Method is "HEAD") return Body.Empty;
        var size = Length(response.Content?.Size);
        if (size == 0) size = Length(response.BodySize);
        return Of(response.Content?.Text, response.Content?.Encoding, size, response.Content?.BodyId) ?? Body.Empty;
    }

    /// <summary>The request's body, or nothing. Two whose content was not recorded never are the same.</summary>
    public Body? OfRequest(int index, HarRequest request)
    {
        var text = request.PostData?.Text;
        if (string.IsNullOrEmpty(text) && request.PostData?.Params is { Count: > 0 } form) text = FormOf(form);
        if (!string.IsNullOrEmpty(text)) return Of(text, request.PostData!.Encoding, 0, id: null);
        var size = Length(request.BodySize);
        return size > 0 ? Body.OfLength(size, index) : null;
    }

    /// <param name="text">What was recorded of it.</param>
    /// <param name="encoding">How the text is written.</param>
    /// <param name="size">How long it was.</param>
    /// <param name="id">What tells it from others where the text was left out, as in sanitised recordings.</param>
    private Body? Of(string? text, string? encoding, long size, string? id)
    {
        var bytes = BytesOf(text ?? "", encoding);
        if (bytes.Length == 0 && size == 0) return null;
        var offset = bytes.Length == 0 ? 0 : spool.Add(bytes);
        if (_known.TryGetValue((offset, bytes.Length, size, id), out var known)) return known;
        return _known[(offset, bytes.Length, size, id)] = new Body(spool.Handle, offset, bytes.Length, size, string.IsNullOrEmpty(id) ? " " : $"({id})");
    }

    /// <summary>The bytes of a text, in UTF-8: HAR text is decoded already. What says base64 and is not, is as good as not recorded.</summary>
    private static byte[] BytesOf(string text, string? encoding)
    {
        if (!string.Equals(encoding, "base64", StringComparison.OrdinalIgnoreCase)) return Encoding.UTF8.GetBytes(text);
        var bytes = new byte[text.Length / 4 * 3 + 3];
        return Convert.TryFromBase64String(text, bytes, out var written) ? bytes[..written] : [];
    }

    private static string FormOf(IEnumerable<HarParam?> form)
    {
        var pairs = form.Where(pair => pair?.Name is not null)
            .Select(pair => $"{Uri.EscapeDataString(pair!.Name!)}={Uri.EscapeDataString(pair.Value ?? "")}");
        return string.Join('&', pairs);
    }

    private static long Length(double? size) => size is > 0 and < long.MaxValue ? (long)size.Value : 0;
}
