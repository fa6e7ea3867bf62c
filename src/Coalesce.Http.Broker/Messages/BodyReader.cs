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

    public LinkedListNode<BodyReader>? Place { get; set; }

    /// <summary>Called under the gate.</summary>
    public abstract void ThrowIfUnreadable();

    /// <summary>The body has taken this reader out because it held back the others. Called under the gate, so that no read sees it gone without the reason.</summary>
    public abstract void FailAsTooSlow(TimeSpan grace);

    /// <summary>Tells its owner that it was taken out. Called outside of the gate.</summary>
    public abstract void TellOwner();
}
