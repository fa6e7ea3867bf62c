namespace Coalesce.Http;

/// <summary>What an answer is kept under, beside <c>Vary</c>.</summary>
public enum CacheKeyMode
{
    /// <summary>The URI, the partition, the credentials, and all headers that are not HTTP's own: an origin may forget to name <c>X-Tenant-Id</c> in <c>Vary</c>.</summary>
    Cautious,

    /// <summary>The URI, the partition and the credentials alone, as RFC 9111 has it.</summary>
    Standard,
}
