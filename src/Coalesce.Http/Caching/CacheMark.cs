using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Caching;

/// <summary>The names under which answers are said to be gone.</summary>
internal static class CacheMark
{
    public const string All = "all";

    /// <summary>A user name in it makes no other resource: no server sees it.</summary>
    public static string OfUri(string uri) => uri.Contains('@', StringComparison.Ordinal) ? $"uri {UriParts.WithoutUser(uri)}" : $"uri {uri}";

    public static string OfRoute(string route) => $"route {route}";

    public static string OfTag(string tag) => $"tag {tag}";

    public static string OfPartition(string partition) => $"partition {partition}";
}
