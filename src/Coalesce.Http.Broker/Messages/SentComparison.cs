using System.Net.Http.Headers;

namespace Coalesce.Http.Broker.Messages;

/// <summary>Compares what is really sent with the key under which its answer would be shared.</summary>
internal static class SentComparison
{
    /// <summary>What of a request differs from the key: <c>the method</c>, <c>the URI</c> or the name of a header; <see langword="null"/> when nothing does.</summary>
    /// <param name="key">The key.</param>
    /// <param name="asked">The very URI that the key was made of.</param>
    /// <param name="sent">What is sent.</param>
    /// <param name="rules">What is compared.</param>
    public static string? FindDifference(RequestKey key, Uri asked, HttpRequestMessage sent, KeyRules rules)
    {
        if (sent.Method != key.Method) return "the method";
        if (!ReferenceEquals(asked, sent.RequestUri) && (sent.RequestUri is not { } uri || UriText.Of(uri) != key.Uri)) return "the URI";
        return DifferenceOfHeaders(key.Keyed, sent.Headers, rules)
            ?? (key.BodyHash is null ? null : DifferenceOfHeaders(key.ContentHeaders, sent.Content?.Headers, rules));
    }

    public static string? DifferenceOfHeaders(ReadOnlySpan<HeaderField> keyed, HttpHeaders? sent, KeyRules rules)
    {
        if (sent is null) return "the content";
        var matched = 0;
        foreach (var (name, values) in sent.NonValidated)
        {
            var at = HeaderComparison.Find(keyed, name, matched);
            if (at < 0)
            {
                if (IsCompared(name, rules)) return name;
                continue;
            }
            matched++;
            if (!keyed[at].HasValues(values) && IsCompared(name, rules) && !IsSameOnceParsed(keyed[at], sent)) return name;
        }
        if (matched == keyed.Length) return null;
        foreach (var field in keyed)
        {
            if (!sent.NonValidated.Contains(field.Name) && IsCompared(field.Name, rules)) return field.Name;
        }
        return null;
    }

    /// <summary>The length is the content's own, and written down whenever somebody asks for it.</summary>
    private static bool IsCompared(string name, KeyRules rules) =>
        !rules.IsUncompared(name) && !name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// A handler that only reads <c>request.Headers.Accept</c> makes .NET parse the raw text, which then reads differently. So before two
    /// values count as different, both are parsed the same way.
    /// </summary>
    private static bool IsSameOnceParsed(HeaderField field, HttpHeaders sent)
    {
        using var scratch = new HttpRequestMessage();
        HttpHeaders headers = scratch.Headers;
        if (sent is HttpContentHeaders) headers = (scratch.Content = new ByteArrayContent([])).Headers;
        field.AddTo(headers);
        return headers.TryGetValues(field.Name, out var ours) && sent.TryGetValues(field.Name, out var theirs) && ours.SequenceEqual(theirs);
    }
}
