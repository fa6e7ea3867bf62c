using Microsoft.Extensions.Caching.Distributed;

namespace Coalesce.Http.Tests.Child;

/// <summary>A store of files, one each.</summary>
internal sealed class FolderStore(string folder) : IDistributedCache
{
    public byte[]? Get(string key) => throw new NotSupportedException();

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default)
    {
        try
        {
            return await File.ReadAllBytesAsync(PathOf(key), token);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw new NotSupportedException();

    public async Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        var whole = PathOf($"{Guid.NewGuid():N}.part");
        await File.WriteAllBytesAsync(whole, value, token);
        File.Move(whole, PathOf(key), overwrite: true); // nobody finds a half
    }

    public void Remove(string key) => throw new NotSupportedException();

    public Task RemoveAsync(string key, CancellationToken token = default)
    {
        File.Delete(PathOf(key));
        return Task.CompletedTask;
    }

    public void Refresh(string key) => throw new NotSupportedException();

    public Task RefreshAsync(string key, CancellationToken token = default) => Task.CompletedTask;

    private string PathOf(string key) => Path.Combine(folder, key.Replace(':', '-'));
}
