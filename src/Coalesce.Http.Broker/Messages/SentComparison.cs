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
        if (!ReferenceEquals(asked, sent.RequestUri) && !IsSameUri(key.Uri, sent.RequestUri)) return "the URI";
        return DifferenceOfHeaders(key.Keyed, sent.Headers, rules);
    }

    public static string? DifferenceOfHeaders(ReadOnlySpan<HeaderField> keyed, HttpRequestHeaders sent, KeyRules rules)
    {
        var matched = 0;
        foreach (var (name, values) in sent.NonValidated)
        {
            var at = HeaderComparison.Find(keyed, name, matched);
            if (at < 0)
            {
                if (!rules.IsUncompared(name)) return name;
                continue;
            }
            matched++;
            if (!keyed[at].HasValues(values) && !rules.IsUncompared(name) && !IsSameOnceParsed(keyed[at], sent)) return name;
        }
        if (matched == keyed.Length) return null;
        foreach (var field in keyed)
        {
            if (!sent.NonValidated.Contains(field.Name) && !rules.IsUncompared(field.Name)) return field.Name;
        }
        return null;
    }

    private static bool IsSameUri(string key, Uri? sent)
    {
        if (sent is null) return false;
        var text = UriText.Of(sent);
        if (ReferenceEquals(text, key) || text == key) return true;
        var fragment = text.IndexOf('#');
        return fragment >= 0 && text.AsSpan(0, fragment).SequenceEqual(key);
    }

    /// <summary>
    /// A handler that only reads <c>request.Headers.Accept</c> makes .NET parse the raw text, which then reads differently. So before two
    /// values count as different, both are parsed the same way.
    /// </summary>
    private static bool IsSameOnceParsed(HeaderField field, HttpRequestHeaders sent)
    {
        using var scratch = new HttpRequestMessage();
        field.AddTo(scratch.Headers);
        return scratch.Headers.TryGetValues(field.Name, out var ours) && sent.TryGetValues(field.Name, out var theirs)
            && ours.SequenceEqual(theirs);
    }
}
