using System.Net.Http.Headers;

namespace Coalesce.Http.Broker.Messages;

/// <summary>Compares headers in a message with headers in a key. A message never holds a name twice, so equal counts and each found means equal.</summary>
internal static class HeaderComparison
{
    /// <summary>Whether the message's headers, less those left out, are exactly the fields.</summary>
    public static bool IsSame(ReadOnlySpan<HeaderField> fields, HttpHeadersNonValidated headers, KeyRules rules)
    {
        var matched = 0;
        foreach (var (name, values) in headers)
        {
            // The fields of equal messages stand in the same order: the hint makes the search one comparison.
            var at = Find(fields, name, matched);
            if (at >= 0)
            {
                if (!fields[at].HasValues(values)) return false;
                matched++;
            }
            else if (!rules.IsLeftOut(name)) return false;
        }
        return matched == fields.Length;
    }

    /// <summary>Whether each of the message's headers is among the fields, with the same values.</summary>
    public static bool HasAll(ReadOnlySpan<HeaderField> fields, HttpHeadersNonValidated headers)
    {
        var hint = 0;
        foreach (var (name, values) in headers)
        {
            var at = Find(fields, name, hint++);
            if (at < 0 || !fields[at].HasValues(values)) return false;
        }
        return true;
    }

    public static int Find(ReadOnlySpan<HeaderField> fields, string name, int hint)
    {
        if (hint < fields.Length && fields[hint].HasName(name)) return hint;
        for (var i = 0; i < fields.Length; i++)
        {
            if (fields[i].HasName(name)) return i;
        }
        return -1;
    }
}
