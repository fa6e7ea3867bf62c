using CsCheck;

namespace Coalesce.Http.Tests.Routing;

/// <summary>Random routes and paths, against a matcher that tries every route.</summary>
public sealed class RouteTableModelTests
{
    private static readonly string[] PatternParts = ["a", "b", "", "{}", "{}"];
    private static readonly string[] PathParts = ["a", "b", "c", ""];
    private static readonly Gen<string[]> Pattern = Gen.Int[0, PatternParts.Length - 1].Select(i => PatternParts[i]).Array[1, 4];
    private static readonly Gen<string[]> Path = Gen.Int[0, PathParts.Length - 1].Select(i => PathParts[i]).Array[1, 5];

    private static readonly Gen<((string[] Segments, bool HasRest)[] Routes, string[][] Paths)> Cases =
        Gen.Select(Gen.Select(Pattern, Gen.Bool).Array[1, 8], Path.Array[1, 8]);

    [Fact]
    public void Find_AnyRoutesAndPath_AsTheNaiveMatcher() => Cases.Sample(Check, iter: 10_000);

    [Fact(Explicit = true)]
    [Trait("Category", "Long")]
    public void Find_ManyRoutesAndPaths_AsTheNaiveMatcher() => Cases.Sample(Check, iter: 1_000_000);

    private static void Check(((string[] Segments, bool HasRest)[] Routes, string[][] Paths) given)
    {
        var routes = given.Routes.Select(route => Text(route.Segments, route.HasRest)).Distinct().ToList();
        var table = new RouteTable(routes.Select(route => KeyValuePair.Create(route, new RouteOptions())));
        foreach (var segments in given.Paths)
        {
            var path = "/" + string.Join('/', segments);
            Assert.Equal((path, Naive(routes, path)), (path, table.Find(HttpMethod.Get, path)?.Text));
        }
    }

    private static string? Naive(List<string> routes, string path)
    {
        var parts = Split(path);
        return routes
            .Where(route => Matches(Split(route["GET ".Length..]), parts))
            .OrderBy(route => string.Concat(Split(route["GET ".Length..]).Select(Rank)), StringComparer.Ordinal)
            .FirstOrDefault();
    }

    private static bool Matches(string[] pattern, string[] path)
    {
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i].StartsWith("{**", StringComparison.Ordinal)) return true;
            if (i >= path.Length) return false;
            if (pattern[i].StartsWith('{') ? path[i].Length == 0 : pattern[i] != path[i]) return false;
        }
        return pattern.Length == path.Length;
    }

    // What comes first decides; an end comes before everything, as in a dictionary.
    private static char Rank(string segment) => segment.StartsWith("{**", StringComparison.Ordinal) ? '3' : segment.StartsWith('{') ? '2' : '1';

    private static string Text(string[] segments, bool hasRest)
    {
        var named = segments.Select((segment, i) => segment == "{}" ? $"{{p{i}}}" : segment);
        return "GET /" + string.Join('/', hasRest ? named.Append("{**rest}") : named);
    }

    private static string[] Split(string path) => path.Length == 1 ? [] : path[1..].Split('/');
}
