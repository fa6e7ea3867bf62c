namespace Coalesce.Http.Broker.Messages;

/// <summary>A position in a shared body. Guarded by the gate of the body.</summary>
internal abstract class BodyReader : Stream
{
    public BodySegment? Segment { get; set; }

    public int Offset { get; set; }

    /// <summary>The round of grace in which it read last.</summary>
    public int LastRound { get; set; }

    /// <summary>It stands nowhere any more: it left, or was taken out because it was too slow.</summary>
    public bool HasLeft { get; set; }

    /// <summary>Whether a read waits for progress, and must be woken when the reader leaves meanwhile.</summary>
    public bool IsWaiting { get; set; }

    public BodyReader? NextReader { get; set; }

    public BodyReader? PreviousReader { get; set; }

    /// <summary>All that its segment has for it, pinned.</summary>
    public BodyStep TakeWhatIsThere()
    {
        Segment!.Pin();
        return BodyStep.Take(Segment.Array.AsMemory(Offset, Segment.Length - Offset));
    }

    public void MoveToNextSegment()
    {
        var segment = Segment!;
        Segment = segment.Next!;
        Segment.Readers++;
        Offset = 0;
        segment.Readers--;
    }

    /// <summary>Called under the gate.</summary>
    public abstract void ThrowIfUnreadable();

    /// <summary>From here on it throws that it held back the others. Called under the gate.</summary>
    public abstract void SetTooSlow(TimeSpan grace);

    /// <summary>The body has taken this reader out. Called outside of the gate.</summary>
    public abstract void TellOwner();
}
