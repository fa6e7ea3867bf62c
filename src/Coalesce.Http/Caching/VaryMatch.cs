using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net.Http.Headers;
using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Caching;

/// <summary>The headers that an answer varies by, with the values that its request had (RFC 9111, section 4.1).</summary>
internal sealed class VaryMatch
{
    public static readonly VaryMatch Nothing = new([]);

    // Lists, in whose syntax spaces around commas mean nothing. Of others nobody knows it.
    private static readonly FrozenSet<string> Lists = FrozenSet.ToFrozenSet(["accept", "accept-charset", "accept-encoding", "accept-language"]);

    private VaryMatch(ImmutableArray<(string Name, string? Value)> fields) => Fields = fields;

    public bool VariesByNothing => Fields.Length == 0;

    /// <summary>Names in lower case, in order; no value: the header was not there.</summary>
    public ImmutableArray<(string Name, string? Value)> Fields { get; }

    public static VaryMatch Of(ImmutableArray<(string Name, string? Value)> fields) => fields.IsEmpty ? Nothing : new VaryMatch(fields);

    /// <returns><see langword="null"/>: it matches no request at all.</returns>
    public static VaryMatch? Of(HttpResponseMessage response, RequestKey key, KeyRules rules)
    {
        if (!response.Headers.NonValidated.TryGetValues("Vary", out var lines)) return Nothing;
        SortedDictionary<string, string?> fields = new(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            foreach (var range in line.AsSpan().Split(','))
            {
                var name = line.AsSpan(range).Trim([' ', '\t']);
                if (name.IsEmpty) continue;
                // "*", and what is no name: who knows what it means.
                if (name is "*" || !Token.IsValid(name)) return null;
                var text = name.ToString().ToLowerInvariant();
                if (rules.IsSensitive(text)) continue; // those are in the key, and do not stand here in clear
                fields[text] = ValueOf(key, text);
                if (response.RequestMessage is { } sent && !IsSameForAll(text, rules) && ValueOf(sent, text) != fields[text]) return null; // a handler further in has chosen it, and may choose another next time
            }
        }
        return fields.Count == 0 ? Nothing : new VaryMatch([.. fields.Select(static field => (field.Key, field.Value))]);
    }

    public bool Matches(HttpRequestMessage request)
    {
        foreach (var (name, value) in Fields)
        {
            if (value != ValueOf(request, name)) return false;
        }
        return true;
    }

    public bool Matches(RequestKey key)
    {
        foreach (var (name, value) in Fields)
        {
            if (value != ValueOf(key, name)) return false;
        }
        return true;
    }

    public bool IsSame(VaryMatch other) => Fields.AsSpan().SequenceEqual(other.Fields.AsSpan());

    /// <summary>Whether what is added further in is no choice: .NET's decompression adds what it understands, and of others the app has said so.</summary>
    private static bool IsSameForAll(string name, KeyRules rules) => name is "accept-encoding" || (rules.IsUncompared(name) && !rules.IsLeftOut(name));

    private static string? ValueOf(HttpRequestMessage request, string name) => request.Headers.NonValidated.TryGetValues(name, out var values) ? Normalized(name, values) : null;

    private static string? ValueOf(RequestKey key, string name)
    {
        var at = HeaderComparison.Find(key.Headers, name, hint: 0);
        return at < 0 ? null : Normalized(name, [.. key.Headers[at].Values]);
    }

    private static string Normalized(string name, HeaderStringValues values)
    {
        if (values.Count == 1)
        {
            foreach (var value in values) return IsPlain(value) ? value : Normalized(name, [value]);
        }
        return Normalized(name, [.. values]);
    }

    /// <summary>Lines become one, which means the same for all headers (RFC 9110, section 5.3), and spaces around commas go from those that are lists.</summary>
    private static string Normalized(string name, List<string> lines)
    {
        var line = string.Join(", ", lines);
        // A quoted comma or space means something.
        return !Lists.Contains(name) || IsPlain(line) || line.Contains('"', StringComparison.Ordinal) ? line : string.Join(',', line.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
    }

    private static bool IsPlain(string value) => value.AsSpan().IndexOfAny([',', ' ', '\t']) < 0;
}
