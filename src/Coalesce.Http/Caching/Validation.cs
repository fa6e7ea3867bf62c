using System.Collections.Frozen;
using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Caching;

/// <summary>Asking the origin whether a kept answer still holds, and what it says to that (RFC 9111, section 4.3).</summary>
internal static class Validation
{
    // Section 3.2: what the body was packed or counted by stays as it came with the body, which the wire may have unpacked. How the newer answer came is its own affair.
    private static readonly FrozenSet<string> NotTakenOver = FrozenSet.ToFrozenSet(["Content-Length", "Content-Encoding", "Content-Range", "Cache-Status"], StringComparer.OrdinalIgnoreCase);

    /// <summary>The entity tag, if there is one and it is one.</summary>
    public static string? ETagOf(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues("ETag", out var values) && Single(values) is { } tag && IsTag(tag) ? tag : null;

    public static string? LastModifiedOf(HttpResponseMessage response, DateTimeOffset received) =>
        response.Content.Headers.NonValidated.TryGetValues("Last-Modified", out var values) && Single(values) is { } date && HttpDate.Parse(date, received) is not null ? date : null;

    /// <summary>Section 4.3.1.</summary>
    public static bool TryAddTo(HttpRequestMessage request, StoredResponse stored)
    {
        if (stored.ETag is { } tag) request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        else if (stored.LastModified is { } modified) request.Headers.TryAddWithoutValidation("If-Modified-Since", modified);
        else return false;
        return true;
    }

    public static void RemoveFrom(HttpRequestMessage request, StoredResponse stored) => request.Headers.Remove(stored.ETag is not null ? "If-None-Match" : "If-Modified-Since");

    /// <summary>Section 4.3.3: whether a 304 says that this answer still holds, which it was asked of. By the weak comparison; one that names nothing speaks of what it was asked.</summary>
    public static bool IsAbout(HttpResponseMessage response, StoredResponse stored, DateTimeOffset received)
    {
        if (ETagOf(response) is { } tag) return stored.ETag is { } ours && Opaque(tag) == Opaque(ours);
        return LastModifiedOf(response, received) is not { } modified || stored.LastModified is null || modified == stored.LastModified;
    }

    /// <summary>Section 4.3.4: which of the answers that a request could have been given a 304 to it makes fresh. By a strong tag all that have it; by a weak one or by the date the newest alone.</summary>
    /// <param name="response">The 304.</param>
    /// <param name="selected">Those answers, the newest first.</param>
    /// <param name="key">The request: a 304 that names nothing speaks of what this asked about.</param>
    /// <param name="received">When it came.</param>
    public static IEnumerable<StoredResponse> Validated(HttpResponseMessage response, IReadOnlyList<StoredResponse> selected, RequestKey key, DateTimeOffset received)
    {
        if (ETagOf(response) is { } tag) return IsStrong(tag) ? selected.Where(stored => stored.ETag == tag) : selected.Where(stored => stored.ETag is { } ours && Opaque(ours) == Opaque(tag)).Take(1);
        if (LastModifiedOf(response, received) is { } modified) return selected.Where(stored => stored.LastModified == modified).Take(1);
        return selected.Where(stored => stored.ETag is { } ours ? Asks(key, "If-None-Match", ours) : stored.LastModified is { } date ? Asks(key, "If-Modified-Since", date) : selected.Count == 1).Take(1);
    }

    /// <summary>Section 4.3.5: whether the head of an answer is that of a kept one: all that it tells of validators and length is the same, and it tells of a validator.</summary>
    public static bool IsHeadOf(HttpResponseMessage response, StoredResponse stored, DateTimeOffset received)
    {
        var (tag, modified) = (ETagOf(response), LastModifiedOf(response, received));
        return (tag ?? modified) is not null && (tag is null || tag == stored.ETag) && (modified is null || modified == stored.LastModified)
            && (BodyTraits.LengthOf(response.Content) is not { } length || length == stored.Body.Length || !response.Content.Headers.NonValidated.Contains("Content-Length"));
    }

    /// <summary>The kept headers, with what the newer answer says in place of theirs, section 3.2.</summary>
    public static HeaderField[] Merged(HeaderField[] kept, HeaderField[] newer, HttpResponseMessage response, bool isShared)
    {
        var usable = Storable.Kept(newer, response, ResponseDirectives.Of(response), isShared).Where(field => !NotTakenOver.Contains(field.Name)).ToArray();
        // How old the body was, and when it came, says nothing of the newer answer.
        return [.. kept.Where(field => HeaderComparison.Find(usable, field.Name, hint: 0) < 0 && !field.HasName("Age") && !field.HasName("Date")), .. usable];
    }

    /// <summary>RFC 9110, section 13.1.2: the weak comparison with any of a list. What is no list of tags names none from there on.</summary>
    public static bool Names(ReadOnlySpan<char> list, string tag)
    {
        while (true)
        {
            list = list.TrimStart([' ', '\t', ',']);
            if (list.StartsWith("W/")) list = list[2..];
            var end = list is ['"', ..] ? list[1..].IndexOf('"') + 2 : 0;
            if (end < 2) return false;
            var rest = list[end..].TrimStart([' ', '\t']);
            if (rest is not [] and not [',', ..]) return false;
            if (list[..end].SequenceEqual(Opaque(tag))) return true;
            list = rest;
        }
    }

    public static bool IsStrong(string tag) => tag.StartsWith('"');

    private static string Opaque(string tag) => IsStrong(tag) ? tag : tag[2..];

    /// <summary>Whether a request has this and nothing else in a header.</summary>
    private static bool Asks(RequestKey key, string name, string value) => HeaderComparison.Find(key.Headers, name, hint: 0) is >= 0 and var at && key.Headers[at].Values is [var only] && only == value;

    private static bool IsTag(string text)
    {
        var opaque = text.AsSpan(text.StartsWith("W/", StringComparison.Ordinal) ? 2 : 0);
        return opaque is ['"', .., '"'] && !opaque[1..^1].ContainsAnyExceptInRange('!', '\uffff') && opaque[1..^1].IndexOfAny('"', '\u007f') < 0;
    }

    private static string? Single(System.Net.Http.Headers.HeaderStringValues values)
    {
        if (values.Count != 1) return null;
        foreach (var value in values) return value;
        return null;
    }
}
