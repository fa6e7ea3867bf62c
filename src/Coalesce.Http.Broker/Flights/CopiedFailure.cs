namespace Coalesce.Http.Broker.Flights;

/// <summary>One failure for several callers: each gets a copy where that can be made without loss, so that nobody's stack trace is another's.</summary>
internal static class CopiedFailure
{
    public static Exception Of(Exception failure) => failure is HttpRequestException http && http.GetType() == typeof(HttpRequestException)
        ? new HttpRequestException(http.HttpRequestError, http.Message, http.InnerException, http.StatusCode)
        : failure;
}
