using Microsoft.Extensions.Caching.Distributed;

namespace Coalesce.Http.Tests.Child;

/// <summary>One that holds the thread it is asked on for ever.</summary>
internal sealed class BlockingStore : IDistributedCache
{
    public byte[]? Get(string key) => throw new NotSupportedException();

    public Task<byte[]?> GetAsync(string key, CancellationToken token = default) => Block();

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw new NotSupportedException();

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) => Block();

    public void Remove(string key) => throw new NotSupportedException();

    public Task RemoveAsync(string key, CancellationToken token = default) => Block();

    public void Refresh(string key) => throw new NotSupportedException();

    public Task RefreshAsync(string key, CancellationToken token = default) => Block();

    private static Task<byte[]?> Block()
    {
        Thread.Sleep(Timeout.Infinite);
        return Task.FromResult<byte[]?>(null);
    }
}
