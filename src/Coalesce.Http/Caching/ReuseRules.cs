namespace Coalesce.Http.Caching;

/// <summary>Decides how a kept answer may be used, from its age and from what the request asks.</summary>
/// <param name="Stored">The answer.</param>
/// <param name="Request">What the request says.</param>
/// <param name="Age">How old the answer is.</param>
/// <param name="IsOutdated">Whether a write has ended the freshness that its route gave it.</param>
/// <param name="IsShared">Whether the cache is a shared one.</param>
internal readonly record struct ReuseRules(StoredResponse Stored, RequestDirectives Request, TimeSpan Age, bool IsOutdated, bool IsShared)
{
    /// <summary>How long it is still fresh; negative: how long it has been stale.</summary>
    public TimeSpan Left => IsOutdated ? -TimeSpan.FromTicks(Math.Max(Age.Ticks, 1)) : Stored.Lifetime - Age;

    /// <summary>Whether it may never be used stale, sections 5.2.2.2, 5.2.2.8 and 5.2.2.10. What the route says goes before what the origin says.</summary>
    private bool MustRevalidate => !Stored.IsFreshByRoute
        && (Stored.Directives.MustRevalidate || Stored.Directives.NoCache || (IsShared && (Stored.Directives.ProxyRevalidate || Stored.Directives.SharedMaxAge is not null)));

    public Reuse Decide()
    {
        if (Request.NoCache || (Stored.Directives.NoCache && !Stored.IsFreshByRoute)) return Reuse.Never;
        var left = Left;
        var isTooOld = Request.MaxAge < Age.TotalSeconds;
        if (left > TimeSpan.Zero && left.TotalSeconds >= Request.MinFresh && (!isTooOld || IsImmutable)) return Reuse.Fresh;
        if (MustRevalidate || isTooOld || IsOutdated) return Reuse.Never;
        var stale = left < TimeSpan.Zero ? -left.TotalSeconds : 0;
        if (stale <= Request.MaxStale) return Reuse.Stale;
        return left <= TimeSpan.Zero && Request.MinFresh == 0 && stale <= Stored.Directives.StaleWhileRevalidate ? Reuse.StaleWhileRevalidate : Reuse.Never;
    }

    /// <summary>Whether it may be used because the origin answered with an error (RFC 5861, section 4).</summary>
    public bool MayReplaceError()
    {
        if (!MayBeStale) return false;
        var stale = Left < TimeSpan.Zero ? -Left.TotalSeconds : 0;
        return stale <= Stored.Directives.StaleIfError || stale <= Request.StaleIfError || Stored.IsFreshByRoute;
    }

    /// <summary>Whether it may be used because the origin cannot be reached, section 4.2.4.</summary>
    public bool MayReplaceSilence() => MayBeStale;

    /// <summary>RFC 8246: a reload does not ask again what does not change while it is fresh; <c>no-cache</c> does.</summary>
    private bool IsImmutable => Stored.Directives.Immutable && Request.MaxAge == 0;

    private bool MayBeStale => !MustRevalidate && !Request.NoCache && !(Request.MaxAge < Age.TotalSeconds && Request.MaxStale is null);
}
