namespace Coalesce.Http.Tests.Caching.Model;

/// <summary>An answer that the origin gave, as the model knows it.</summary>
/// <param name="Version">The version of its resource.</param>
/// <param name="At">When the origin gave it, or last said that it still holds.</param>
/// <param name="Policy">What it said of it then.</param>
/// <param name="IsGone">Whether its URI was written to since.</param>
/// <param name="IsOutdated">Whether anything was written since, which ends what is fresh by its route.</param>
/// <param name="IsNotFresh">Whether the origin said that it still holds, and that it is not to be kept.</param>
internal sealed record ModelAnswer(int Version, DateTimeOffset At, ModelPolicy Policy, bool IsGone = false, bool IsOutdated = false, bool IsNotFresh = false)
{
    /// <summary>The origin says that it still holds. What it does not say stays.</summary>
    public ModelAnswer Holding(DateTimeOffset now, ModelPolicy policy) =>
        policy.NoStore ? this with { IsNotFresh = true } : this with { At = now, Policy = policy.CacheControl is null ? Policy : policy, IsOutdated = false, IsNotFresh = false };
}
