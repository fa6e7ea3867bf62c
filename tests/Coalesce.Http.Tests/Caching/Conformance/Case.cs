namespace Coalesce.Http.Tests.Caching.Conformance;

/// <summary>One requirement that binds a cache, as a script: see <see cref="Step"/>.</summary>
/// <param name="Section">Where it stands, as in <c>9111-4.2.1</c>.</param>
/// <param name="Asks">What it asks.</param>
/// <param name="Steps">What happens, one after the other.</param>
internal sealed record Case(string Section, string Asks, params string[] Steps)
{
    /// <summary>Whether it holds for private caches.</summary>
    public bool Private { get; init; } = true;

    /// <summary>Whether it holds for shared caches.</summary>
    public bool Shared { get; init; } = true;

    /// <summary>What the cache is to be set to beside.</summary>
    public Action<CoalescingOptions>? Configure { get; init; }

    public override string ToString() => $"{Section} {Asks}";
}
