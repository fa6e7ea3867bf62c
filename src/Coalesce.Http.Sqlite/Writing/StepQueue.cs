namespace Coalesce.Http.Sqlite;

/// <summary>From many callers to the one thread that writes. Callers hold its gate for one addition and never wait for the disk.</summary>
internal sealed class StepQueue
{
    private const int IdleLooks = 4;

    /// <summary>How long steps that may ride wait for one that may not. Whoever brings one is there far sooner; this is for the last of them.</summary>
    private const int RideMilliseconds = 1;

    private readonly object _gate = new();
    private List<StoreStep> _steps = [];
    private bool _isClosed;
    private bool _isAwaited;
    private bool _isUrgent;

    /// <returns><see langword="false"/>: it is closed.</returns>
    public bool TryAdd(StoreStep step)
    {
        lock (_gate)
        {
            if (_isClosed) return false;
            _steps.Add(step);
            _isUrgent |= !step.MayRide;
            // The first wakes the thread; one that rides need not end its wait for another.
            if (_isAwaited && (_isUrgent || _steps.Count == 1)) Monitor.Pulse(_gate);
            return true;
        }
    }

    /// <summary>No more are added. What is there is still taken.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Waits for steps and takes all of them, in exchange for an empty list.</summary>
    /// <returns><see langword="false"/>: it is closed, and there are no more.</returns>
    public bool Take(ref List<StoreStep> taken)
    {
        var awaited = taken.Count;
        taken.Clear();
        lock (_gate)
        {
            _isAwaited = true;
            while (_steps.Count == 0 && !_isClosed) Monitor.Wait(_gate);
            if (!_isUrgent && !_isClosed) Monitor.Wait(_gate, RideMilliseconds);
            _isAwaited = false;
        }
        Gather(awaited);
        lock (_gate)
        {
            (taken, _steps) = (_steps, taken);
            _isUrgent = false;
            return taken.Count > 0;
        }
    }

    /// <summary>
    /// Those whose steps were just committed are likely to bring the next ones, one after the other. Without a look whether more come, the first would be committed alone while all others wait, and every
    /// second commit would be for one. It only lets others run, and ends as soon as none comes: it waits for no time.
    /// </summary>
    private void Gather(int awaited)
    {
        var (idle, seen) = (0, 0);
        while (idle < IdleLooks && seen < awaited)
        {
            Thread.Yield();
            var count = Count();
            idle = count > seen ? 0 : idle + 1;
            seen = count;
        }
    }

    private int Count()
    {
        lock (_gate) return _steps.Count;
    }
}
