namespace Coalesce.Http.Broker.Messages;

/// <summary>
/// The readers of one shared body, and the grace of those that hold back others. Guarded by the gate of the body, but for the timer's callback,
/// which takes it itself.
/// </summary>
internal sealed class SlowReaders(BodyLimits limits, IGraceOwner owner)
{
    private BodyReader? _first; // linked through the readers
    private ITimer? _timer;
    private int _round;
    private bool _blocked;

    public void Add(BodyReader reader)
    {
        reader.NextReader = _first;
        if (_first is not null) _first.PreviousReader = reader;
        _first = reader;
    }

    public void Remove(BodyReader reader)
    {
        if (reader.PreviousReader is { } previous) previous.NextReader = reader.NextReader;
        else _first = reader.NextReader;
        if (reader.NextReader is { } next) next.PreviousReader = reader.PreviousReader;
        reader.NextReader = reader.PreviousReader = null;
    }

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
        for (var reader = _first; reader is not null; reader = reader.NextReader)
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
        _timer ??= QuietTimer.Create(limits.Time, owner.GraceIsOver);
        _timer.Change(limits.Grace, Timeout.InfiniteTimeSpan);
    }
}
