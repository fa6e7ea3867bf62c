namespace Coalesce.Http.Caching;

/// <summary>Decides how a kept answer may be used, from its age and from what the request asks.</summary>
/// <param name="Stored">The answer.</param>
/// <param name="Request">What the request says.</param>
/// <param name="Age">How old the answer is.</param>
/// <param name="IsOutdated">Whether a write has ended the freshness that its route gave it.</param>
/// <param name="IsShared">Whether the cache is a shared one.</param>
/// <param name="IsSecure">Whether it came over TLS.</param>
internal readonly record struct ReuseRules(StoredResponse Stored, RequestDirectives Request, TimeSpan Age, bool IsOutdated, bool IsShared, bool IsSecure)
{
    /// <summary>How long it is still fresh; negative: how long it has been stale.</summary>
    public TimeSpan Left => IsOutdated ? -TimeSpan.FromTicks(Math.Max(Age.Ticks, 1)) : Stored.Lifetime - Age;

    /// <summary>Whether it may never be used stale, sections 5.2.2.2, 5.2.2.8 and 5.2.2.10. What the route says goes before what the origin says.</summary>
    private bool MustRevalidate => !Stored.IsFreshByRoute
        && (Stored.Directives.MustRevalidate || Stored.Directives.NoCache || (IsShared && (Stored.Directives.ProxyRevalidate || Stored.Directives.SharedMaxAge is not null)));

    public Reuse Decide()
    {
        if (Request.NoCache || IsNoCache) return Reuse.Never;
        if (IsFresh && Left.TotalSeconds >= Request.MinFresh && (!IsTooOld || IsImmutable)) return Reuse.Fresh;
        if (MustRevalidate || IsOutdated || !WantsStale) return Reuse.Never;
        if (StaleFor <= Request.MaxStale) return Reuse.Stale;
        return !IsFresh && Request.MaxStale is null && StaleFor <= Stored.Directives.StaleWhileRevalidate ? Reuse.StaleWhileRevalidate : Reuse.Never;
    }

    /// <summary>Whether it is the request alone that does not want it.</summary>
    public bool IsFreshBesideRequest => IsFresh && !IsNoCache;

    /// <summary>Whether it may be used because the origin answered with an error (RFC 5861, section 4).</summary>
    public bool MayReplaceError()
    {
        if (MustRevalidate || Request.NoCache) return false;
        if (StaleFor <= Request.StaleIfError) return true;
        return TakesStale && (Stored.IsFreshByRoute || StaleFor <= Stored.Directives.StaleIfError);
    }

    /// <summary>Whether it may be used because the origin cannot be reached, section 4.2.4. Where somebody says for how long errors may be covered, that is the most (RFC 5861, section 4).</summary>
    public bool MayReplaceSilence()
    {
        if (Request.StaleIfError is not null || Stored.Directives.StaleIfError is not null && !Stored.IsFreshByRoute) return MayReplaceError();
        return !MustRevalidate && !Request.NoCache && TakesStale;
    }

    private bool IsFresh => Left > TimeSpan.Zero;

    private double StaleFor => Math.Max(0, -Left.TotalSeconds);

    private bool IsNoCache => Stored.Directives.NoCache && !Stored.IsFreshByRoute;

    private bool IsTooOld => Request.MaxAge < Age.TotalSeconds;

    /// <summary>Section 5.2.1: who says how old or how fresh an answer is to be wants none that is stale, unless it says that, too.</summary>
    private bool WantsStale => !IsTooOld && Request.MinFresh == 0 && (Request.MaxAge is null || Request.MaxStale is not null);

    private bool TakesStale => WantsStale && !(StaleFor > Request.MaxStale);

    /// <summary>RFC 8246: a reload does not ask again what does not change while it is fresh; <c>no-cache</c> does. Nor is it believed of what came in clear, section 3.</summary>
    private bool IsImmutable => Stored.Directives.Immutable && IsSecure && Request.MaxAge == 0;
}
