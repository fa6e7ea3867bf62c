using Microsoft.Extensions.Caching.Distributed;

namespace Coalesce.Http.Tests.Caching.Distributed;

/// <summary>A store whose every step is the test's own code, before or in place of what <see cref="SharedStore"/> does.</summary>
internal sealed class ScriptedStore : IDistributedCache
{
    public SharedStore Inner { get; } = new();

    public Func<string, CancellationToken, Task<byte[]?>>? Getting { get; set; }

    /// <summary>For what is set, and what is removed.</summary>
    public Func<string, CancellationToken, Task>? Setting { get; set; }

    public byte[]? Get(string key) => throw new NotSupportedException();

    public Task<byte[]?> GetAsync(string key, CancellationToken token = default) => Getting is { } act ? act(key, token) : Inner.GetAsync(key, token);

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw new NotSupportedException();

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        Setting is { } act ? act(key, token) : Inner.SetAsync(key, value, options, token);

    public void Remove(string key) => throw new NotSupportedException();

    public Task RemoveAsync(string key, CancellationToken token = default) => Setting is { } act ? act(key, token) : Inner.RemoveAsync(key, token);

    public void Refresh(string key) => throw new NotSupportedException();

    public Task RefreshAsync(string key, CancellationToken token = default) => throw new NotSupportedException();
}
