namespace Coalesce.Http;

/// <summary>What the cache options of a route must hold.</summary>
internal static class KeepRules
{
    public static IEnumerable<string> FindErrors(string at, RouteOptions route, RoutePattern? pattern, bool isEnabled)
    {
        if (route.FreshFor <= TimeSpan.Zero || route.FreshFor > TimeSpan.FromDays(1)) yield return $"{at}: FreshFor is {route.FreshFor}; give more than 00:00:00, and at most 1.00:00:00.";
        if (route.FreshEvenIfNoStore && route.FreshFor is null) yield return $"{at}: FreshEvenIfNoStore is set, but FreshFor is not; set both or neither.";
        if (route.FreshFor is null && route.Tags.Count == 0) yield break;
        var what = route.FreshFor is null ? nameof(route.Tags) : nameof(route.FreshFor);
        if (pattern is not null && pattern.Method != HttpMethod.Get) yield return $"{at}: {what} is set, but only answers to GET are kept.";
        if (!route.Coalesce) yield return $"{at}: {what} is set, but Coalesce is false; answers that may not be shared are not kept.";
        if (!isEnabled) yield return $"{at}: {what} is set, but Cache.Enabled is false.";
        if (route.Tags.Any(string.IsNullOrEmpty)) yield return $"{at}: Tags has an empty one; name it, or leave it out.";
    }
}
