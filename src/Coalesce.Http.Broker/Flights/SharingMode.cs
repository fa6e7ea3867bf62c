namespace Coalesce.Http.Broker;

/// <summary>Which answers a flight may hand to several callers.</summary>
public enum SharingMode
{
    /// <summary>
    /// An answer marked <c>no-store</c> is shared among identical requests in flight of one partition, and never kept. The default.
    /// </summary>
    SameCaller,

    /// <summary>An answer marked <c>no-store</c> is not shared at all (RFC 9111, section 5.2.2.5).</summary>
    Strict,
}
