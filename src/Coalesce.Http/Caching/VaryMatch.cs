using System.Net.Http.Headers;
using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Caching;

/// <summary>The headers that an answer varies by, with the values that its request had (RFC 9111, section 4.1).</summary>
internal sealed class VaryMatch
{
    public static readonly VaryMatch Nothing = new([]);

    private readonly (string Name, string? Value)[] _fields;

    private VaryMatch((string Name, string? Value)[] fields) => _fields = fields;

    public bool VariesByNothing => _fields.Length == 0;

    /// <returns><see langword="null"/>: it matches no request at all.</returns>
    public static VaryMatch? Of(HttpResponseMessage response, RequestKey key, KeyRules rules)
    {
        if (!response.Headers.NonValidated.TryGetValues("Vary", out var lines)) return Nothing;
        List<(string, string?)> fields = [];
        foreach (var line in lines)
        {
            foreach (var range in line.AsSpan().Split(','))
            {
                var name = line.AsSpan(range).Trim([' ', '\t']);
                if (name.IsEmpty) continue;
                // "*", and what is no name: who knows what it means.
                if (name is "*" || !Token.IsValid(name)) return null;
                var text = name.ToString();
                if (!rules.IsSensitive(text)) fields.Add((text, ValueOf(key, text))); // those are in the key, and do not stand here in clear
            }
        }
        return fields.Count == 0 ? Nothing : new VaryMatch([.. fields]);
    }

    public bool Matches(HttpRequestMessage request)
    {
        foreach (var (name, value) in _fields)
        {
            if (value != (request.Headers.NonValidated.TryGetValues(name, out var values) ? Normalized(values) : null)) return false;
        }
        return true;
    }

    public bool IsSame(VaryMatch other) => _fields.AsSpan().SequenceEqual(other._fields);

    private static string? ValueOf(RequestKey key, string name)
    {
        var at = HeaderComparison.Find(key.Headers, name, hint: 0);
        return at < 0 ? null : Normalized([.. key.Headers[at].Values]);
    }

    private static string Normalized(HeaderStringValues values)
    {
        if (values.Count == 1)
        {
            foreach (var value in values) return IsPlain(value) ? value : Normalized([value]);
        }
        return Normalized([.. values]);
    }

    /// <summary>Lines become one, and spaces around commas go: neither means anything (RFC 9110, section 5.3).</summary>
    private static string Normalized(List<string> lines)
    {
        if (lines.Count == 1 && IsPlain(lines[0])) return lines[0];
        List<string> members = [];
        foreach (var line in lines)
        {
            if (line.Contains('"', StringComparison.Ordinal)) return string.Join('\n', lines); // a quoted comma or space means something
        }
        foreach (var line in lines) members.AddRange(line.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        return string.Join(',', members);
    }

    private static bool IsPlain(string value) => value.AsSpan().IndexOfAny([',', ' ', '\t']) < 0;
}
