using ConsoleDemo.Har;

namespace ConsoleDemo.Figures;

/// <summary>The routes asked for most, with all others in one last line: a page has a hundred of them.</summary>
internal static class FoldedRoutes
{
    private const int Shown = 10;

    public static IReadOnlyList<RouteTally> Of(IReadOnlyList<Exchange> exchanges, RouteNames names, Run plain, Run broker)
    {
        var all = RouteTally.Of(exchanges, names.Of, plain, broker);
        if (all.Count <= Shown + 1) return all;
        var top = all.Take(Shown).Select(route => route.Route).ToHashSet();
        var others = $"({Units.Count(all.Count - Shown)} other routes)";
        var folded = RouteTally.Of(exchanges, target => top.Contains(names.Of(target)) ? names.Of(target) : others, plain, broker);
        return [.. folded.Where(route => route.Route != others), .. folded.Where(route => route.Route == others)];
    }
}
