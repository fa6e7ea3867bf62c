using Microsoft.Extensions.Configuration;

namespace Coalesce.Http;

/// <summary>Reads the options from configuration. A name that is not an option's is an error: a misspelt one must not go unseen.</summary>
internal static class CoalescingConfiguration
{
    public static void Bind(IConfiguration section, CoalescingOptions options)
    {
        section.Bind(options, static binder => binder.ErrorOnUnknownConfiguration = true);
        // Of an array, the keys are its indexes and the routes stand in the items.
        foreach (var (key, route) in options.Routes.Where(entry => entry.Value.Route is not null && !entry.Key.Contains(' ')).ToList())
        {
            options.Routes.Remove(key);
            if (!options.Routes.TryAdd(route.Route!, route))
                throw new InvalidOperationException($"Route '{route.Route}' is configured twice, the second time in Routes:{key}. Keep one of them.");
        }
    }
}
