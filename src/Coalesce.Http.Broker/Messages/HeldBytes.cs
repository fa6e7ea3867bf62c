namespace Coalesce.Http.Broker.Messages;

/// <summary>
/// The stretch of a shared body that is held: a chain of segments from the oldest that anyone may still need to the newest. Guarded by
/// the gate of the body.
/// </summary>
internal sealed class HeldBytes
{
    private const int Smallest = 4 * 1024, Largest = 64 * 1024;
    private readonly SegmentPool _pool;
    private readonly long _window;
    private long _held;

    public HeldBytes(SegmentPool pool, long window)
    {
        _pool = pool;
        _window = window;
        First = Last = new BodySegment(null);
    }

    /// <summary>A body that was dropped undisposed is collected as a whole: what it held must not count as lent for ever.</summary>
    ~HeldBytes() => _pool.Forget(_held);

    /// <summary>The oldest segment; at first an empty one that marks the start.</summary>
    public BodySegment First { get; private set; }

    public BodySegment Last { get; private set; }

    /// <summary>Whether the whole start is held for readers who come later.</summary>
    public bool KeepsStart { get; private set; } = true;

    /// <summary>
    /// Gives a segment with room to write into. <see langword="null"/>: the window is full, and <see cref="First"/> is held for a reader
    /// that lags behind. Gives up the start before it says so.
    /// </summary>
    /// <param name="expected">How long the body said it is, if it did.</param>
    public BodySegment? Room(long? expected)
    {
        if (!Last.IsFull) return Last;
        var array = Rent(expected);
        if (array is null && KeepsStart)
        {
            DropStart();
            array = Rent(expected);
        }
        if (array is null) return null;
        var segment = new BodySegment(array);
        _held += array.Length;
        Last.Next = segment;
        Last = segment;
        return segment;
    }

    /// <summary>Stops keeping the start. True when something went.</summary>
    public bool DropStart()
    {
        KeepsStart = false;
        return Trim();
    }

    /// <summary>Drops every segment before the slowest reader, unless the start is kept. True when something went.</summary>
    public bool Trim()
    {
        var trimmed = false;
        while (!KeepsStart && First != Last && First.Readers == 0)
        {
            var next = First.Next!;
            Drop(First);
            First = next;
            trimmed = true;
        }
        return trimmed;
    }

    /// <summary>Drops everything: nobody will read it.</summary>
    public void Clear()
    {
        KeepsStart = false;
        for (var segment = First; segment is not null; segment = segment.Next) segment.Drop(_pool);
        First = Last; // dropped too: nobody will stand in it
        _held = 0;
#pragma warning disable CA1816 // nothing is held from here on: this is its disposal
        GC.SuppressFinalize(this);
#pragma warning restore CA1816
    }

    private byte[]? Rent(long? expected)
    {
        // A body that holds one segment may always have the next, or bodies could wait for each other's memory for ever.
        var evenSo = First == Last;
        // One byte more than expected, so that the read which finds the end needs no segment of its own.
        var size = _held == 0 && expected is { } length
            ? (int)Math.Clamp(length, 0, Largest - 1) + 1
            : (int)Math.Clamp(_held, Smallest, Largest);
        return !evenSo && _held + size > _window ? null : _pool.Rent(size, evenSo);
    }

    private void Drop(BodySegment segment)
    {
        _held -= segment.Array?.Length ?? 0;
        segment.Drop(_pool);
    }
}
