using System.Collections.Frozen;
using System.Net;
using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Caching;

/// <summary>Whether an answer may be kept (RFC 9111, section 3), and which of its headers.</summary>
internal static class Storable
{
    // RFC 9110, section 15: those whose rules for caches are kept here.
    private static readonly FrozenSet<int> Understood = FrozenSet.ToFrozenSet(
    [
        200, 201, 202, 203, 204, 205, 300, 301, 302, 303, 307, 308, 400, 401, 402, 403, 404, 405, 406, 408, 409, 410, 411, 413, 414, 415, 417, 421, 422, 426, 500, 501, 502, 503, 504, 505,
    ]);

    // Parts of answers; what answers a condition or a range, which no key knows; and what RFC 6585 forbids.
    private static readonly FrozenSet<int> Never = FrozenSet.ToFrozenSet([206, 304, 412, 416, 428, 429, 431, 511]);

    private static readonly FrozenSet<int> Heuristic = FrozenSet.ToFrozenSet([200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501]);

    // Section 3.1; and trailers are not kept.
    private static readonly FrozenSet<string> Dropped = FrozenSet.ToFrozenSet(
    [
        "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authentication-Info", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
    ], StringComparer.OrdinalIgnoreCase);

    public static bool IsHeuristic(HttpStatusCode status) => Heuristic.Contains((int)status);

    /// <summary>Whether the rules allow it; that it would be of use is another question.</summary>
    public static bool IsAllowed(HttpResponseMessage response, ResponseDirectives directives, bool hasAuthorization, bool isShared)
    {
        var status = (int)response.StatusCode;
        if (status < 200 || Never.Contains(status)) return false;
        // Section 5.2.2.3: who understands the status passes over a no-store beside it.
        if (directives.MustUnderstand ? !Understood.Contains(status) : directives.NoStore) return false;
        if (!isShared) return true;
        if (directives.IsPrivate) return false;
        // Section 3.5.
        return !hasAuthorization || directives is { MustRevalidate: true } or { IsPublic: true } or { SharedMaxAge: not null };
    }

    /// <summary>
    /// Whether nothing in an answer says how long it is fresh, or what to ask about it: it is of no use then. Looked through once, because looking for each of the names takes longer.
    /// </summary>
    public static bool SaysNothing(HttpResponseMessage response)
    {
        foreach (var (name, _) in response.Headers.NonValidated)
        {
            if (IsHeader(name, "Cache-Control") || IsHeader(name, "ETag")) return false;
        }
        foreach (var (name, _) in response.Content.Headers.NonValidated)
        {
            if (IsHeader(name, "Last-Modified") || IsHeader(name, "Expires")) return false;
        }
        return true;
    }

    private static bool IsHeader(string name, string wanted) => name.Length == wanted.Length && name.Equals(wanted, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether an answer tells what the resource is now, so that one that was kept before is no longer that: errors and parts do not.</summary>
    public static bool IsOfTheResource(HttpStatusCode status) => (int)status is >= 200 and < 400 and not 206 and not 304 or 404 or 410;

    /// <summary>The headers that are kept of a list of them; where all are, that list itself.</summary>
    public static HeaderField[] Kept(HeaderField[] fields, HttpResponseMessage response, ResponseDirectives directives, bool isShared)
    {
        var named = ConnectionNames(response);
        var kept = 0;
        foreach (var field in fields)
        {
            if (IsKept(field, named, directives, isShared)) kept++;
        }
        if (kept == fields.Length) return fields;
        var result = new HeaderField[kept];
        kept = 0;
        foreach (var field in fields)
        {
            if (IsKept(field, named, directives, isShared)) result[kept++] = field;
        }
        return result;
    }

    private static bool IsKept(HeaderField field, List<string>? named, ResponseDirectives directives, bool isShared) =>
        !Dropped.Contains(field.Name) && named?.Contains(field.Name, StringComparer.OrdinalIgnoreCase) != true
        && !(isShared && directives.PrivateFields?.Contains(field.Name, StringComparer.OrdinalIgnoreCase) == true);

    private static List<string>? ConnectionNames(HttpResponseMessage response)
    {
        if (!response.Headers.NonValidated.TryGetValues("Connection", out var values)) return null;
        List<string> names = [];
        foreach (var value in values) names.AddRange(value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        return names;
    }
}
