namespace Coalesce.Http.Broker.Messages;

/// <summary>
/// What the callers of a send want of the scheduler: how urgent they are, and whether one of them already holds a permit. Written by whoever
/// knows the callers, read by whoever knows the queue, so that neither knows the other.
/// </summary>
/// <remarks>The listener reads the present values under its own gate, so notices that overtake each other do no harm.</remarks>
internal sealed class Demand(int urgency)
{
    private volatile int _urgency = urgency;
    private volatile bool _isAbandoned;
    private IDemandListener? _listener;
    private object? _subject;
    private Lent? _lent;

    /// <summary>0 (first) to 7 (last): the most urgent of the callers.</summary>
    public int Urgency => _urgency;

    /// <summary>The latest of the turns whose permit this send may use, because a request that runs under that permit waits for it.</summary>
    public Lent? LatestLent => Volatile.Read(ref _lent);

    /// <summary>Nobody wants the send any more: it must not be given a permit.</summary>
    public bool IsAbandoned => _isAbandoned;

    public void Abandon()
    {
        _isAbandoned = true;
        Notify();
    }

    /// <summary>Sets the urgency; the caller serialises its calls and then calls <see cref="Notify"/> outside of its gate.</summary>
    public void SetUrgency(int urgency) => _urgency = urgency;

    public void Lend(object lender)
    {
        // All are kept: who lends at the same moment, or later without a permit, must not take away the permit of another that waits.
        Lent? before;
        do before = Volatile.Read(ref _lent);
        while (Interlocked.CompareExchange(ref _lent, new Lent(lender, before), before) != before);
        Notify();
    }

    /// <summary>Whoever listens must read the values once after this: what came before is not told again.</summary>
    public void Listen(IDemandListener listener, object subject)
    {
        _subject = subject;
        Interlocked.Exchange(ref _listener, listener);
    }

    public void Notify() => Volatile.Read(ref _listener)?.DemandChanged(_subject!);

    /// <summary>One who lends, and those before.</summary>
    internal sealed record Lent(object Lender, Lent? Before);
}
