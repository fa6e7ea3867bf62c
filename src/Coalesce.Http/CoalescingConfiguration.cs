using Microsoft.Extensions.Configuration;

namespace Coalesce.Http;

/// <summary>Reads the options from configuration. A name that is not an option's is an error: a misspelt one must not go unseen.</summary>
internal static class CoalescingConfiguration
{
    // What can be set in configuration: clock, log and delegates can not.
    private static readonly string[] Names =
    [
        nameof(CoalescingOptions.MaxConcurrency), nameof(CoalescingOptions.Routes), nameof(CoalescingOptions.Key),
        nameof(CoalescingOptions.SensitiveHeaders), nameof(CoalescingOptions.Sharing), nameof(CoalescingOptions.ForgetOn),
        nameof(CoalescingOptions.JoinWindow), nameof(CoalescingOptions.MaxSharedBody), nameof(CoalescingOptions.MaxSharedMemory),
        nameof(CoalescingOptions.SlowReaderGrace), nameof(CoalescingOptions.SendPriorityHeader), nameof(CoalescingOptions.Outbox), nameof(CoalescingOptions.Cache),
    ];

    private static readonly string[] RouteNames =
    [
        nameof(RouteOptions.Route), nameof(RouteOptions.Urgency), nameof(RouteOptions.Coalesce), nameof(RouteOptions.CoalesceBody),
        nameof(RouteOptions.Forgets), nameof(RouteOptions.FreshFor), nameof(RouteOptions.FreshEvenIfNoStore), nameof(RouteOptions.Tags), nameof(RouteOptions.SupersedeBy), nameof(RouteOptions.SupersedeMode), nameof(RouteOptions.Debounce),
        nameof(RouteOptions.Queue), nameof(RouteOptions.SlowAfter), nameof(RouteOptions.LaneBy), nameof(RouteOptions.Compact), nameof(RouteOptions.ExpiresAfter),
        nameof(RouteOptions.MaxAttempts), nameof(RouteOptions.ReplayFor), nameof(RouteOptions.NotBefore), nameof(RouteOptions.BackoffFirst),
        nameof(RouteOptions.BackoffLongest), nameof(RouteOptions.ReplayTimeout), nameof(RouteOptions.RedirectIsSuccess),
    ];

    private static readonly string[] KeyNames = [nameof(KeyOptions.IgnoreHeaders), nameof(KeyOptions.InnerHeaders)];

    private static readonly string[] OutboxNames =
    [
        nameof(OutboxOptions.MaxEntries), nameof(OutboxOptions.MaxBytes), nameof(OutboxOptions.MaxBody), nameof(OutboxOptions.MaxReplays),
        nameof(OutboxOptions.KeepDelivered), nameof(OutboxOptions.LeaseLength),
    ];

    private static readonly string[] CacheNames =
    [
        nameof(CacheOptions.Enabled), nameof(CacheOptions.Shared), nameof(CacheOptions.Key), nameof(CacheOptions.Heuristic), nameof(CacheOptions.MaxEntries), nameof(CacheOptions.MaxBytes),
        nameof(CacheOptions.MaxBody), nameof(CacheOptions.SecondLevelKey),
    ];

    public static void Bind(IConfiguration section, CoalescingOptions options)
    {
        Check(section, Names, "Coalescing");
        Check(section.GetSection(nameof(CoalescingOptions.Key)), KeyNames, "Key");
        Check(section.GetSection(nameof(CoalescingOptions.Outbox)), OutboxNames, "Outbox");
        Check(section.GetSection(nameof(CoalescingOptions.Cache)), CacheNames, "Cache");
        foreach (var route in section.GetSection(nameof(CoalescingOptions.Routes)).GetChildren()) Check(route, RouteNames, $"Route '{route.Key}'");
        section.Bind(options);
        // Of an array, the keys are its indexes and the routes stand in the items.
        foreach (var (key, route) in options.Routes.Where(entry => entry.Value.Route is not null && !entry.Key.Contains(' ')).ToList())
        {
            options.Routes.Remove(key);
            if (!options.Routes.TryAdd(route.Route!, route))
                throw new InvalidOperationException($"Route '{route.Route}' is configured twice, the second time as item {key} of Routes. Keep one of them.");
        }
    }

    private static void Check(IConfiguration section, string[] names, string what)
    {
        foreach (var child in section.GetChildren())
        {
            if (names.Contains(child.Key, StringComparer.OrdinalIgnoreCase)) continue;
            // Configuration splits keys at colons, so a route with one arrives as a route whose only option has no such name.
            var hint = what.StartsWith("Route", StringComparison.Ordinal) && child.GetChildren().Any()
                ? " If the route has a colon, make Routes an array and name it in Route: [{ \"Route\": \"POST /v1/things:batch\" }]." : "";
            throw new InvalidOperationException($"{what} has no option '{child.Key}'. It has: {string.Join(", ", names)}.{hint}");
        }
    }
}
