using System.Collections.Frozen;
using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Caching;

/// <summary>Asking the origin whether a kept answer still holds, and what it says to that (RFC 9111, section 4.3).</summary>
internal static class Validation
{
    // Section 3.2: what the body was packed or counted by stays as it came with the body. How the newer answer came is its own affair.
    private static readonly FrozenSet<string> NotTakenOver = FrozenSet.ToFrozenSet(["Content-Length", "Content-Encoding", "Content-Range", "Content-Type", "Cache-Status"], StringComparer.OrdinalIgnoreCase);

    /// <summary>The entity tag, if there is one and it is one.</summary>
    public static string? ETagOf(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues("ETag", out var values) && Single(values) is { } tag && IsTag(tag) ? tag : null;

    public static string? LastModifiedOf(HttpResponseMessage response) =>
        response.Content.Headers.NonValidated.TryGetValues("Last-Modified", out var values) && Single(values) is { } date && HttpDate.Parse(date, DateTimeOffset.UnixEpoch) is not null ? date : null;

    /// <summary>Section 4.3.1.</summary>
    public static bool TryAddTo(HttpRequestMessage request, StoredResponse stored)
    {
        if (stored.ETag is { } tag) request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        else if (stored.LastModified is { } modified) request.Headers.TryAddWithoutValidation("If-Modified-Since", modified);
        else return false;
        return true;
    }

    public static void RemoveFrom(HttpRequestMessage request, StoredResponse stored) => request.Headers.Remove(stored.ETag is not null ? "If-None-Match" : "If-Modified-Since");

    /// <summary>Section 4.3.4: whether a 304, or the head of a 200, is about this answer. By a strong tag, else by a weak one, else by the date; a 304 without either is about the one that was asked for.</summary>
    public static bool Validates(HttpResponseMessage response, StoredResponse stored)
    {
        if (ETagOf(response) is { } tag) return stored.ETag is { } ours && (IsStrong(tag) ? tag == ours : Opaque(tag) == Opaque(ours));
        if (LastModifiedOf(response) is { } modified) return stored.LastModified == modified;
        return response.StatusCode == System.Net.HttpStatusCode.NotModified && stored is { ETag: null, LastModified: null };
    }

    /// <summary>Section 4.3.5: whether the head of an answer says that a kept one is no longer that.</summary>
    public static bool Contradicts(HttpResponseMessage response, StoredResponse stored)
    {
        if (ETagOf(response) is { } tag && stored.ETag is { } ours && Opaque(tag) != Opaque(ours)) return true;
        if (LastModifiedOf(response) is { } modified && stored.LastModified is { } before && modified != before) return true;
        return BodyTraits.LengthOf(response.Content) is { } length && length != stored.Body.Length;
    }

    /// <summary>The kept headers, with what the newer answer says in place of theirs, section 3.2.</summary>
    public static HeaderField[] Merged(HeaderField[] kept, HeaderField[] newer, HttpResponseMessage response, bool isShared)
    {
        var usable = Storable.Kept(newer, response, ResponseDirectives.Of(response), isShared).Where(field => !NotTakenOver.Contains(field.Name)).ToArray();
        return [.. kept.Where(field => HeaderComparison.Find(usable, field.Name, hint: 0) < 0 && !field.HasName("Age")), .. usable];
    }

    /// <summary>RFC 9110, section 13.1.2: the weak comparison with any of a list.</summary>
    public static bool Names(string list, string tag)
    {
        if (list.Trim() == "*") return true;
        foreach (var range in list.AsSpan().Split(','))
        {
            // A tag may hold a comma: then no member is equal to it, and the origin decides.
            if (Opaque(list.AsSpan(range).Trim()).SequenceEqual(Opaque(tag))) return true;
        }
        return false;
    }

    public static bool IsStrong(string tag) => tag.StartsWith('"');

    private static ReadOnlySpan<char> Opaque(ReadOnlySpan<char> tag) => tag.StartsWith("W/") ? tag[2..] : tag;

    private static string Opaque(string tag) => IsStrong(tag) ? tag : tag[2..];

    private static bool IsTag(string text)
    {
        var opaque = text.AsSpan(text.StartsWith("W/", StringComparison.Ordinal) ? 2 : 0);
        return opaque is ['"', .., '"'] && !opaque[1..^1].ContainsAnyExceptInRange('!', '\uffff') && !opaque[1..^1].Contains('"');
    }

    private static string? Single(System.Net.Http.Headers.HeaderStringValues values)
    {
        if (values.Count != 1) return null;
        foreach (var value in values) return value;
        return null;
    }
}
