namespace Coalesce.Http.Broker.Messages;

/// <summary>
/// A stretch of a shared body. All members are guarded by the gate of the body; the bytes before <see cref="Length"/> never change, so they
/// are read outside of it while the segment is pinned.
/// </summary>
internal sealed class BodySegment(byte[]? array)
{
    private int _pins;
    private bool _dropped;

    /// <summary>The bytes, or <see langword="null"/> for the empty segment that marks the start.</summary>
    public byte[]? Array { get; private set; } = array;

    /// <summary>How many bytes have been written.</summary>
    public int Length { get; set; }

    /// <summary>How many readers stand in this segment. Those before it need not be kept for them.</summary>
    public int Readers { get; set; }

    public BodySegment? Next { get; set; }

    public bool IsFull => Array is null || Length == Array.Length;

    /// <summary>Someone copies out of it or writes into it outside the gate: the array stays until the last has unpinned it.</summary>
    public void Pin() => _pins++;

    public void Unpin(SegmentPool pool)
    {
        _pins--;
        ReturnIfUnused(pool);
    }

    /// <summary>The body no longer needs it.</summary>
    public void Drop(SegmentPool pool)
    {
        _dropped = true;
        ReturnIfUnused(pool);
    }

    private void ReturnIfUnused(SegmentPool pool)
    {
        if (!_dropped || _pins > 0 || Array is null) return;
        pool.Return(Array);
        Array = null;
    }
}
