using System.Buffers;

namespace Coalesce.Http.Broker.Messages;

/// <summary>Lends the memory of all shared bodies of one broker, and knows how much of it is out.</summary>
internal sealed class SegmentPool(long capacity)
{
    private long _lent;

    /// <summary>Bytes lent at this moment.</summary>
    public long Lent => Volatile.Read(ref _lent);

    /// <summary>Is told, by the finalizers' thread, that a body has been collected.</summary>
    public Action? Collected { private get; init; }

    /// <summary>Lends an array, or nothing when that would exceed the capacity.</summary>
    /// <param name="size">The smallest length of use.</param>
    /// <param name="evenSo">
    /// Lends beyond the capacity too: every body may hold one segment, or bodies could wait for each other's memory for ever.
    /// </param>
    public byte[]? Rent(int size, bool evenSo)
    {
        if (!evenSo && Lent + size > capacity) return null;
        var array = ArrayPool<byte>.Shared.Rent(size);
        Interlocked.Add(ref _lent, array.Length);
        return array;
    }

    /// <summary>Bytes that were lent have been collected with their body.</summary>
    public void Forget(long count)
    {
        Interlocked.Add(ref _lent, -count);
        Collected?.Invoke();
    }

    public void Return(byte[] array)
    {
        Interlocked.Add(ref _lent, -array.Length);
        ArrayPool<byte>.Shared.Return(array);
    }
}
