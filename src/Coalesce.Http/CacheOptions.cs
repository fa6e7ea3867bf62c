using Microsoft.Extensions.Caching.Distributed;

namespace Coalesce.Http;

/// <summary>How a client keeps answers (RFC 9111). What holds for single routes is in <see cref="RouteOptions"/>.</summary>
public sealed class CacheOptions
{
    /// <summary>Whether answers are kept at all. Default <see langword="true"/>.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// Whether the cache answers for many users, as that of a gateway does, and so follows the rules for shared caches: it keeps nothing that is <c>private</c>, and of requests with
    /// <c>Authorization</c> only what the origin allows (RFC 9111, section 3.5). Default <see langword="false"/>.
    /// </summary>
    public bool Shared { get; set; }

    /// <summary>What an answer is kept under. Default <see cref="CacheKeyMode.Cautious"/>.</summary>
    public CacheKeyMode Key { get; set; }

    /// <summary>
    /// Whether an answer of which the origin says nothing is fresh for a tenth of the time since it was last modified (RFC 9111, section 4.2.2). Default <see langword="false"/>.
    /// </summary>
    public bool Heuristic { get; set; }

    /// <summary>How many answers may be kept. Default 10,000, at least 1.</summary>
    public int MaxEntries { get; set; } = 10_000;

    /// <summary>How many bytes of headers and bodies they may have together. Default 64 MiB, at least <see cref="MaxBody"/>.</summary>
    public long MaxBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>How many bytes the body of one answer may have. Default 4 MiB, 0 to 1 GiB.</summary>
    public int MaxBody { get; set; } = 4 * 1024 * 1024;

    /// <summary>
    /// The secret of a second level, which several processes share and which outlives them: 32 bytes as Base64, as <c>openssl rand -base64 32</c> makes them. <see langword="null"/> (default): there is none.
    /// Whoever has it shares answers: give it to all processes of one app, which send with the same identity, and to nothing else. Keep it where secrets are kept.
    /// </summary>
    /// <remarks>What is kept there is encrypted, under names that are keyed hashes. What is fresh only because its route says so (<see cref="RouteOptions.FreshFor"/>) stays in memory.</remarks>
    public string? SecondLevelKey { get; set; }

    /// <summary>Where the second level is. <see langword="null"/> (default): with <see cref="SecondLevelKey"/>, the container's <see cref="IDistributedCache"/>. It is not disposed.</summary>
    public IDistributedCache? SecondLevel { get; set; }

    /// <returns><see langword="null"/>: there is none, or it is not what it should be.</returns>
    internal byte[]? ReadSecondLevelKey()
    {
        var key = new byte[32];
        return SecondLevelKey is { } text && Convert.TryFromBase64String(text, key, out var length) && length == key.Length ? key : null; // with spaces around it, as files have it
    }
}
