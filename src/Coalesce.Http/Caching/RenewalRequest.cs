namespace Coalesce.Http.Caching;

/// <summary>Asks for a kept answer anew while callers go on with it.</summary>
internal static class RenewalRequest
{
    private const int LastUrgency = 7;

    /// <summary>The caller's request once more, on its own and after all others.</summary>
    public static HttpRequestMessage Of(HttpRequestMessage request, StoredResponse stored)
    {
        var asked = new HttpRequestMessage(request.Method, request.RequestUri) { Version = request.Version, VersionPolicy = request.VersionPolicy };
        foreach (var (name, values) in request.Headers.NonValidated)
        {
            // What the caller has already, and which part it wants, is its own affair.
            if (name is not "Range" && !name.StartsWith("If-", StringComparison.OrdinalIgnoreCase)) asked.Headers.TryAddWithoutValidation(name, values);
        }
        foreach (var (name, value) in request.Options) ((IDictionary<string, object?>)asked.Options)[name] = value;
        var settings = RequestSettings.CopyTo(asked, RequestSettings.Find(request));
        settings.Urgency = LastUrgency;
        settings.WithoutCoalescing = false; // only what a flight brings is kept
        Validation.TryAddTo(asked, stored);
        return asked;
    }
}
