namespace Coalesce.Http.Broker.Messages;

/// <summary>
/// The readers of one shared body, and the grace of those that hold back others. Guarded by the gate of the body, but for the timer's callback,
/// which takes it itself.
/// </summary>
internal sealed class SlowReaders(BodyLimits limits, Action graceIsOver)
{
    private readonly LinkedList<BodyReader> _readers = [];
    private ITimer? _timer;
    private int _round;
    private bool _blocked;

    public void Add(BodyReader reader) => reader.Place = _readers.AddLast(reader);

    public void Remove(BodyReader reader) => _readers.Remove(reader.Place!);

    public void SawRead(BodyReader reader) => reader.LastRound = _round;

    /// <summary>A reader waits for room in the window. The grace runs from here until there is some.</summary>
    public void Blocked()
    {
        if (_blocked) return;
        _blocked = true;
        NextRound();
    }

    public void Unblocked()
    {
        if (!_blocked) return;
        _blocked = false;
        _timer!.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The readers that stand in the oldest segment and have not read since the grace began. Where all have, it begins anew.</summary>
    public List<BodyReader> TakeSlowest(BodySegment oldest)
    {
        List<BodyReader> slowest = [];
        if (!_blocked) return slowest; // there was room between the timer and the gate
        foreach (var reader in _readers)
        {
            if (reader.Segment == oldest && reader.LastRound != _round) slowest.Add(reader);
        }
        if (slowest.Count == 0) NextRound();
        return slowest;
    }

    public void Stop() => _timer?.Dispose();

    private void NextRound()
    {
        _round++;
        _timer ??= QuietTimer.Create(limits.Time, graceIsOver);
        _timer.Change(limits.Grace, Timeout.InfiniteTimeSpan);
    }
}
