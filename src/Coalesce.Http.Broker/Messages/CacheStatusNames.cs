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

    // A handler that returns no response is broken, and it is HttpClient that tells the caller so.
    /// <summary>Adds our member after those of the caches further out: each appends, the one nearest the user last (RFC 9211, section 2).</summary>
    public static void AddTo(HttpResponseMessage? response, string member) => response?.Headers.TryAddWithoutValidation(Header, member);
}
