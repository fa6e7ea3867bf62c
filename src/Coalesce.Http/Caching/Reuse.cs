namespace Coalesce.Http.Caching;

/// <summary>Whether a kept answer may be used without asking the origin (RFC 9111, section 4).</summary>
internal enum Reuse
{
    /// <summary>It is fresh enough for the request.</summary>
    Fresh,

    /// <summary>It is stale, and the request says that it will do.</summary>
    Stale,

    /// <summary>It is stale, and may be used while the origin is asked (RFC 5861, section 3).</summary>
    StaleWhileRevalidate,

    /// <summary>The origin is to be asked first.</summary>
    Never,
}
