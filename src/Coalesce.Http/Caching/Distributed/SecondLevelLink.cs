using Microsoft.Extensions.Caching.Distributed;

namespace Coalesce.Http.Caching.Distributed;

/// <summary>The way to the second level, which may be slow or gone: nothing waits for it longer than a moment, and once it failed, nothing asks it for a while.</summary>
/// <remarks>
/// It is asked on the pool, in nobody's context: one that blocks its thread does not block a caller's, and one that goes on where it was called does not wait for a caller. Whatever comes to its turn too late does
/// not ask any more, so that one that blocks holds no more threads than it got in a moment.
/// </remarks>
internal sealed class SecondLevelLink(IDistributedCache cache, TimeProvider time, Action<Exception> failed)
{
    /// <summary>For how long nothing asks it after it failed.</summary>
    public static readonly TimeSpan Break = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(500);
    private long _closedUntil; // 0: open
    private int _isTried; // whether one tries after a break
    private int _isSaid;

    /// <summary>What is there under a name, if it could be asked.</summary>
    public async Task<(bool WasAsked, byte[]? Value)> GetAsync(string name)
    {
        byte[]? value = null;
        var wasAsked = await TryAsync(async token => value = await cache.GetAsync(name, token).ConfigureAwait(false)).ConfigureAwait(false);
        return (wasAsked, value);
    }

    /// <param name="name">What it is called.</param>
    /// <param name="value">Makes it.</param>
    /// <param name="keep">How long it is of use.</param>
    /// <param name="isUrgent">Whether others are to know it even while it is being tried whether it works again.</param>
    public Task<bool> SetAsync(string name, Func<byte[]> value, TimeSpan keep, bool isUrgent = false) =>
        TryAsync(token => cache.SetAsync(name, value(), new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = keep }, token), isUrgent);

    public Task<bool> RemoveAsync(string name) => TryAsync(token => cache.RemoveAsync(name, token));

    /// <summary>After a break one tries, and the others go on as if it were closed, until that one has told.</summary>
    private async Task<bool> TryAsync(Func<CancellationToken, Task> act, bool isUrgent = false)
    {
        var until = Volatile.Read(ref _closedUntil);
        if (until == 0) return await AskAsync(act).ConfigureAwait(false);
        if (time.GetTimestamp() < until) return false;
        if (Interlocked.Exchange(ref _isTried, 1) != 0) return isUrgent && await AskAsync(act).ConfigureAwait(false);
        var isDone = await AskAsync(act).ConfigureAwait(false);
        Volatile.Write(ref _isTried, 0);
        return isDone;
    }

    private async Task<bool> AskAsync(Func<CancellationToken, Task> act)
    {
        var began = time.GetTimestamp();
        using var limit = new CancellationTokenSource(Longest, time);
        var token = limit.Token;
        var acting = Task.Run(() => time.GetElapsedTime(began) < Longest ? act(token) : Task.FromCanceled(new CancellationToken(canceled: true)), CancellationToken.None);
        try
        {
            await acting.WaitAsync(token).ConfigureAwait(false);
            Volatile.Write(ref _closedUntil, 0);
            Volatile.Write(ref _isSaid, 0);
            return true;
        }
        catch (Exception e) // another's code: whatever it throws, the answer is fetched without it
        {
            // One that was left alone may fail later, and nobody is to hear of it.
            _ = acting.ContinueWith(static late => _ = late.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            Volatile.Write(ref _closedUntil, Math.Max(1, time.GetTimestamp() + (long)(Break.TotalSeconds * time.TimestampFrequency)));
            if (Interlocked.Exchange(ref _isSaid, 1) == 0) failed(limit.IsCancellationRequested ? new TimeoutException($"It did not answer within {Longest.TotalMilliseconds} ms.", e) : e);
            return false;
        }
    }
}
