using System.Globalization;
using Coalesce.Http.Broker;

namespace Coalesce.Http;

/// <summary>What options must hold. Each error says what is wrong, with the route and the value, and what to do.</summary>
internal static class CoalescingOptionsRules
{
    private const long KiB = 1024, GiB = 1024 * 1024 * KiB;

    public static List<string> FindErrors(CoalescingOptions options)
    {
        List<string> errors = [];
        if (options.MaxConcurrency < 1)
            errors.Add($"MaxConcurrency is {options.MaxConcurrency}: give at least 1, or null for no limit.");
        Between(errors, nameof(options.JoinWindow), options.JoinWindow, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Between(errors, nameof(options.SlowReaderGrace), options.SlowReaderGrace, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1));
        Between(errors, nameof(options.MaxSharedBody), options.MaxSharedBody, 64 * KiB, GiB);
        if (options.MaxSharedMemory < options.MaxSharedBody)
            errors.Add($"MaxSharedMemory is {options.MaxSharedMemory} and MaxSharedBody {options.MaxSharedBody}: all bodies together need room for at least one.");
        Defined(errors, nameof(options.Sharing), options.Sharing);
        Defined(errors, nameof(options.ForgetOn), options.ForgetOn);
        foreach (var name in options.Key.IgnoreHeaders.Where(options.SensitiveHeaders.Contains))
            errors.Add($"Key.IgnoreHeaders has '{name}', which is in SensitiveHeaders: answers would cross between callers. Remove it from one of them.");
        foreach (var name in options.Key.InnerHeaders.Where(options.SensitiveHeaders.Contains))
            errors.Add($"Key.InnerHeaders has '{name}', which is in SensitiveHeaders: it is not the same for every caller. Set Partition instead.");
        var outbox = options.Outbox;
        Between(errors, $"Outbox.{nameof(outbox.MaxEntries)}", outbox.MaxEntries, 1, int.MaxValue);
        Between(errors, $"Outbox.{nameof(outbox.MaxBody)}", outbox.MaxBody, 0, (int)GiB);
        Between(errors, $"Outbox.{nameof(outbox.MaxBytes)}", outbox.MaxBytes, outbox.MaxBody, long.MaxValue);
        Between(errors, $"Outbox.{nameof(outbox.MaxReplays)}", outbox.MaxReplays, 1, 1_000);
        Between(errors, $"Outbox.{nameof(outbox.KeepDelivered)}", outbox.KeepDelivered, TimeSpan.Zero, TimeSpan.FromDays(365));
        Between(errors, $"Outbox.{nameof(outbox.LeaseLength)}", outbox.LeaseLength, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        var cache = options.Cache;
        Defined(errors, $"Cache.{nameof(cache.Key)}", cache.Key);
        Between(errors, $"Cache.{nameof(cache.MaxEntries)}", cache.MaxEntries, 1, int.MaxValue);
        Between(errors, $"Cache.{nameof(cache.MaxBody)}", cache.MaxBody, 0, (int)GiB);
        Between(errors, $"Cache.{nameof(cache.MaxBytes)}", cache.MaxBytes, Math.Max(1, cache.MaxBody), long.MaxValue);
        if (cache.SecondLevelKey is not null && cache.ReadSecondLevelKey() is null)
            errors.Add("Cache.SecondLevelKey is not 32 bytes as Base64: make one with `openssl rand -base64 32`.");
        if (cache is { SecondLevelKey: null, SecondLevel: not null }) errors.Add("Cache.SecondLevel is set, and Cache.SecondLevelKey is not: what is kept there is encrypted with it. Make one with `openssl rand -base64 32`.");
        foreach (var (text, route) in options.Routes) CheckRoute(errors, text, route, options);
        if (errors.Count == 0) CheckAmbiguity(errors, options);
        return errors;
    }

    private static void CheckRoute(List<string> errors, string text, RouteOptions? route, CoalescingOptions options)
    {
        var at = $"Route '{text}'";
        if (route is null)
        {
            errors.Add($"{at} has no options: remove it, or give it some.");
            return;
        }
        RoutePattern? pattern = null;
        try
        {
            pattern = RoutePattern.Parse(text);
        }
        catch (FormatException e)
        {
            errors.Add($"{at}: {e.Message}");
        }
        if (route.Route is not null && route.Route != text) errors.Add($"{at} says Route '{route.Route}': leave Route out where the route is the key.");
        if (route.Urgency is < 0 or > 7) errors.Add($"{at}: Urgency is {route.Urgency}; give 0 (first) to 7 (last).");
        Between(errors, $"{at}: {nameof(route.Debounce)}", route.Debounce, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Defined(errors, $"{at}: {nameof(route.SupersedeMode)}", route.SupersedeMode);
        if (route.SupersedeBy is { Length: 0 }) errors.Add($"{at}: SupersedeBy is empty; name a group, or leave it out.");
        if (route.SupersedeBy is null && route.Debounce > TimeSpan.Zero) errors.Add($"{at}: Debounce is {route.Debounce}, but there is no SupersedeBy; name a group.");
        if (route.IsRead is not null && !route.CoalesceBody) errors.Add($"{at}: IsRead is set, but CoalesceBody is not; set both or neither.");
        if (route.CoalesceBody && !route.Coalesce) errors.Add($"{at}: CoalesceBody is set, but Coalesce is false.");
        errors.AddRange(QueueRules.FindErrors(at, route, pattern));
        if (route.LaneBy is { Length: 0 }) errors.Add($"{at}: LaneBy is empty; name a lane, or leave it out.");
        errors.AddRange(KeepRules.FindErrors(at, route, pattern, options.Cache.Enabled));
        if (pattern is null) return;
        if (route.SupersedeBy is { } group) CheckTemplate(errors, at, pattern, nameof(route.SupersedeBy), group);
        if (route.LaneBy is { } lane) CheckTemplate(errors, at, pattern, nameof(route.LaneBy), lane);
        foreach (var tag in route.Tags) CheckTemplate(errors, at, pattern, nameof(route.Tags), tag);
    }

    private static void CheckTemplate(List<string> errors, string at, RoutePattern pattern, string option, string template)
    {
        var rest = pattern.Parameters.Aggregate(template, (text, name) => text.Replace($"{{{name}}}", "", StringComparison.Ordinal));
        if (rest.AsSpan().IndexOfAny('{', '}') >= 0)
            errors.Add($"{at}: {option} '{template}' names a value that the route does not have. It has: {string.Join(", ", pattern.Parameters.DefaultIfEmpty("none"))}.");
    }

    /// <summary>Whether routes want to keep mutations and there is nowhere to keep them.</summary>
    public static string? StoreError(CoalescingOptions options, bool hasStore) =>
        hasStore || options.Routes.FirstOrDefault(route => route.Value is { Queue: not QueueWhen.Never }).Key is not { } text ? null
            : $"Route '{text}' has Queue, but there is no store to keep its mutations in: call UseSqliteOutbox or UseInMemoryOutbox on the client, or set OutboxStore where there is no container.";

    /// <summary>Whether there is to be a second level and none is there.</summary>
    public static string? SecondLevelError(CoalescingOptions options, bool hasCache) =>
        hasCache || options.Cache is not { SecondLevelKey: not null, SecondLevel: null } ? null
            : "Cache.SecondLevelKey is set, but there is nothing to keep answers in: register an IDistributedCache, for example with AddStackExchangeRedisCache, or set Cache.SecondLevel.";

    private static void CheckAmbiguity(List<string> errors, CoalescingOptions options)
    {
        Dictionary<string, string> shapes = new(StringComparer.Ordinal);
        foreach (var text in options.Routes.Keys)
        {
            var pattern = RoutePattern.Parse(text);
            var shape = pattern.Method + " " + string.Join('/', pattern.Segments.Select(segment =>
                segment.Kind == RouteSegmentKind.Literal ? segment.Text : $"{{{segment.Kind}}}"));
            if (!shapes.TryAdd(shape, text)) errors.Add($"Route '{text}' matches the same paths as route '{shapes[shape]}'. Keep one of them.");
        }
    }

    private static void Between<T>(List<string> errors, string name, T value, T least, T most) where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
            errors.Add(string.Create(CultureInfo.InvariantCulture, $"{name} is {value}; give {least} to {most}."));
    }

    private static void Defined<T>(List<string> errors, string name, T value) where T : struct, Enum
    {
        if (!Enum.IsDefined(value)) errors.Add($"{name} is {value}; give one of {string.Join(", ", Enum.GetNames<T>())}.");
    }
}
