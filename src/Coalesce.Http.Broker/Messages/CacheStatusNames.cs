using System.Globalization;

namespace Coalesce.Http.Broker.Messages;

/// <summary>The members of <c>Cache-Status</c> (RFC 9211) that the broker writes.</summary>
internal static class CacheStatusNames
{
    public const string Header = "Cache-Status";
    public const string Cache = "Coalesce";
    public const string Miss = "Coalesce; fwd=miss";
    public const string Collapsed = "Coalesce; fwd=miss; collapsed";
    public const string NotCollapsed = "Coalesce; fwd=miss; collapsed=?0";
    public const string Bypass = "Coalesce; fwd=bypass";
    public const string Method = "Coalesce; fwd=method";
    public const string Queued = "Coalesce; fwd=method; detail=queued";
    public const string Request = "Coalesce; fwd=request";

    public const string OnlyIfCached = "Coalesce; detail=only-if-cached";
    public const string StaleUnreachable = "Coalesce; fwd=stale; detail=unreachable";

    /// <summary>To be followed by how many seconds it is still fresh; negative: for how many it has been stale.</summary>
    public const string Hit = "Coalesce; hit; ttl=";

    /// <summary>Why the origin was asked about what is kept (RFC 9211, section 2.2): it is stale, or it is fresh, and the request did not want it.</summary>
    public static string Revalidated(bool isByRequest) => isByRequest ? "Coalesce; fwd=request; fwd-status=304" : "Coalesce; fwd=stale; fwd-status=304";

    public static string StaleOnError(int status) => string.Create(CultureInfo.InvariantCulture, $"Coalesce; fwd=stale; fwd-status={status}; detail=stale-if-error");

    // A handler that returns no response is broken, and it is HttpClient that tells the caller so.
    /// <summary>Adds our member after those of the caches further out: each appends, the one nearest the user last (RFC 9211, section 2).</summary>
    public static void AddTo(HttpResponseMessage? response, string member) => response?.Headers.TryAddWithoutValidation(Header, member);

    /// <summary>It was asked for because what was kept is stale, or not what the request wants, and not because nothing was.</summary>
    public static void SayAsked(HttpResponseMessage response, bool isByRequest)
    {
        if (!response.Headers.NonValidated.TryGetValues(Header, out var values)) return;
        List<string> members = [.. values];
        var at = members.FindLastIndex(static member => member.StartsWith(Miss, StringComparison.Ordinal));
        if (at < 0) return;
        members[at] = string.Create(CultureInfo.InvariantCulture, $"Coalesce; fwd={(isByRequest ? "request" : "stale")}; fwd-status={(int)response.StatusCode}{members[at].AsSpan(Miss.Length)}");
        response.Headers.Remove(Header);
        response.Headers.TryAddWithoutValidation(Header, members);
    }
}
