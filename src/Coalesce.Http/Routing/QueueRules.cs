using System.Globalization;
using Coalesce.Http.Broker;
using Coalesce.Http.Broker.Outbox;

namespace Coalesce.Http;

/// <summary>What the outbox options of a route must hold.</summary>
internal static class QueueRules
{
    /// <summary>Options that say nothing without <see cref="RouteOptions.Queue"/>: set without it, somebody believes that something is kept which is not.</summary>
    private static readonly (string Name, Func<RouteOptions, bool> IsSet)[] NeedQueue =
    [
        (nameof(RouteOptions.SlowAfter), route => route.SlowAfter is not null),
        (nameof(RouteOptions.LaneBy), route => route.LaneBy is not null),
        (nameof(RouteOptions.Compact), route => route.Compact != OutboxCompaction.None),
        (nameof(RouteOptions.ExpiresAfter), route => route.ExpiresAfter is not null),
        (nameof(RouteOptions.MaxAttempts), route => route.MaxAttempts is not null),
        (nameof(RouteOptions.NotBefore), route => route.NotBefore is not null),
        (nameof(RouteOptions.QueuedAnswer), route => route.QueuedAnswer is not null),
        (nameof(RouteOptions.RedirectIsSuccess), route => route.RedirectIsSuccess),
    ];

    public static IEnumerable<string> FindErrors(string at, RouteOptions route, RoutePattern? pattern)
    {
        if (!Enum.IsDefined(route.Queue)) yield return $"{at}: Queue is {route.Queue}; give one of {string.Join(", ", Enum.GetNames<QueueWhen>())}.";
        if (!Enum.IsDefined(route.Compact)) yield return $"{at}: Compact is {route.Compact}; give one of {string.Join(", ", Enum.GetNames<OutboxCompaction>())}.";
        if (route.Queue == QueueWhen.Never)
        {
            foreach (var (name, _) in NeedQueue.Where(option => option.IsSet(route))) yield return $"{at}: {name} is set, but Queue is Never; set Queue too.";
            yield break;
        }
        if (pattern is not null && !MethodTraits.IsUnsafe(pattern.Method)) yield return $"{at}: Queue is {route.Queue}, but {pattern.Method} changes nothing; only mutations are kept.";
        if (route.CoalesceBody) yield return $"{at}: Queue and CoalesceBody are both set; a route that only reads has nothing to keep.";
        if (route.Queue == QueueWhen.DownOrSlow && route.SlowAfter is null) yield return $"{at}: Queue is DownOrSlow, but SlowAfter is not set; say how long a caller waits.";
        if (route.Queue != QueueWhen.DownOrSlow && route.SlowAfter is not null) yield return $"{at}: SlowAfter is set, but Queue is {route.Queue}; make it DownOrSlow.";
        if (route.MaxAttempts < 1) yield return $"{at}: MaxAttempts is {route.MaxAttempts}; give at least 1, or null for any number.";
        foreach (var error in FindTimeErrors(at, route)) yield return error;
        if (WindowError(route) is { } message) yield return $"{at}: NotBefore: {message}";
    }

    private static IEnumerable<string> FindTimeErrors(string at, RouteOptions route)
    {
        var day = TimeSpan.FromDays(1);
        (string Name, TimeSpan? Value, TimeSpan Least, TimeSpan Most)[] ranges =
        [
            (nameof(route.SlowAfter), route.SlowAfter, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1)),
            (nameof(route.ExpiresAfter), route.ExpiresAfter, TimeSpan.FromSeconds(1), 3650 * day),
            (nameof(route.ReplayFor), route.ReplayFor, TimeSpan.FromSeconds(1), 3650 * day),
            (nameof(route.BackoffFirst), route.BackoffFirst, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1)),
            (nameof(route.BackoffLongest), route.BackoffLongest, route.BackoffFirst, day),
            (nameof(route.ReplayTimeout), route.ReplayTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1)),
        ];
        foreach (var (name, value, least, most) in ranges)
        {
            if (value < least || value > most) yield return string.Create(CultureInfo.InvariantCulture, $"{at}: {name} is {value}; give {least} to {most}.");
        }
    }

    private static string? WindowError(RouteOptions route)
    {
        try
        {
            if (route.NotBefore is { } window) DailyWindow.Parse(window);
            return null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }
}
