using System.Net.Http.Headers;

namespace Coalesce.Http.Caching;

/// <summary>How long an answer is fresh, and how old it was when it came (RFC 9111, section 4.2).</summary>
internal static class Freshness
{
    /// <summary>What the origin says, section 4.2.1; <see langword="null"/>: it says nothing.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="directives">Its directives.</param>
    /// <param name="isShared">Whether the cache is a shared one.</param>
    /// <param name="received">When it came.</param>
    public static TimeSpan? LifetimeOf(HttpResponseMessage response, ResponseDirectives directives, bool isShared, DateTimeOffset received)
    {
        if (isShared && directives.SharedMaxAge is { } shared) return TimeSpan.FromSeconds(shared);
        if (directives.MaxAge is { } age) return TimeSpan.FromSeconds(age);
        if (!response.Content.Headers.NonValidated.TryGetValues("Expires", out var values)) return null;
        // Said twice, or not to be read: it is in the past, section 5.3.
        if (DateOf(values, received) is not { } expires) return TimeSpan.Zero;
        var lifetime = expires - (DateOf(response, received) ?? received);
        return lifetime > TimeSpan.Zero ? lifetime : TimeSpan.Zero;
    }

    /// <summary>A tenth of the time since it was changed, section 4.2.2.</summary>
    public static TimeSpan? HeuristicOf(HttpResponseMessage response, DateTimeOffset received)
    {
        if (!response.Content.Headers.NonValidated.TryGetValues("Last-Modified", out var values) || DateOf(values, received) is not { } changed) return null;
        var unchanged = (DateOf(response, received) ?? received) - changed;
        return unchanged > TimeSpan.Zero ? unchanged / 10 : TimeSpan.Zero;
    }

    /// <summary>Section 4.2.3, corrected_initial_age.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="delay">How long it took from request to head.</param>
    /// <param name="received">When it came.</param>
    public static TimeSpan InitialAgeOf(HttpResponseMessage response, TimeSpan delay, DateTimeOffset received)
    {
        var apparent = DateOf(response, received) is { } date && date < received ? received - date : TimeSpan.Zero;
        var corrected = TimeSpan.FromSeconds(AgeOf(response)) + delay;
        return apparent > corrected ? apparent : corrected;
    }

    public static DateTimeOffset? DateOf(HttpResponseMessage response, DateTimeOffset received) =>
        response.Headers.NonValidated.TryGetValues("Date", out var values) ? DateOf(values, received) : null;

    private static DateTimeOffset? DateOf(HeaderStringValues values, DateTimeOffset received)
    {
        if (values.Count != 1) return null;
        foreach (var value in values) return HttpDate.Parse(value, received);
        return null;
    }

    /// <summary>Section 5.1: the first member counts; one that is no number is passed over.</summary>
    private static long AgeOf(HttpResponseMessage response)
    {
        if (!response.Headers.NonValidated.TryGetValues("Age", out var values)) return 0;
        foreach (var value in values)
        {
            var comma = value.IndexOf(',', StringComparison.Ordinal);
            return DeltaSeconds.Parse((comma < 0 ? value : value.AsSpan(0, comma)).Trim()) ?? 0;
        }
        return 0;
    }
}
