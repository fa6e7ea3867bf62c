using System.Net;

namespace Coalesce.Http.Broker.Outbox;

/// <summary>The table of verdicts.</summary>
internal static class ReplayVerdicts
{
    /// <summary>A server may ask for any delay; nobody waits longer than this for it.</summary>
    public static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(24);

    /// <param name="response">The answer to a replay.</param>
    /// <param name="isElsewhere">Whether it came at the end of a redirect to another method or origin.</param>
    /// <param name="rules">What the route says.</param>
    public static ReplayVerdict Of(HttpResponseMessage response, bool isElsewhere, OutboxRules rules)
    {
        var status = (int)response.StatusCode;
        return response.StatusCode switch
        {
            _ when status is >= 200 and < 300 => isElsewhere && !rules.RedirectIsSuccess ? ReplayVerdict.Redirected : ReplayVerdict.Delivered,
            _ when status is >= 300 and < 400 => rules.RedirectIsSuccess ? ReplayVerdict.Delivered : ReplayVerdict.Redirected,
            HttpStatusCode.Unauthorized => ReplayVerdict.Unauthorized,
            // Only its own origin can refuse it, and by its own method.
            _ when isElsewhere && !rules.RedirectIsSuccess && IsRefusal(response.StatusCode) => ReplayVerdict.Redirected,
            HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed => ReplayVerdict.Conflict,
            _ => IsRefusal(response.StatusCode) ? ReplayVerdict.Rejected : ReplayVerdict.Again,
        };
    }

    // 407 is a proxy's word, not the origin's.
    private static bool IsRefusal(HttpStatusCode status) => (int)status is >= 400 and < 500 && status
        is not (HttpStatusCode.RequestTimeout or (HttpStatusCode)425 or HttpStatusCode.TooManyRequests or HttpStatusCode.ProxyAuthenticationRequired);

    /// <summary>RFC 9110, section 10.2.3: seconds or a date. <see langword="null"/> where it is missing or no such thing.</summary>
    public static TimeSpan? RetryAfterOf(HttpResponseMessage response, DateTimeOffset now)
    {
        var header = response.Headers.RetryAfter;
        var delay = header?.Delta ?? header?.Date - now;
        if (delay is not { } asked) return null;
        return asked < TimeSpan.Zero ? TimeSpan.Zero : asked < LongestRetryAfter ? asked : LongestRetryAfter;
    }
}
