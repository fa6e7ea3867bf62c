namespace Coalesce.Http.Sqlite;

/// <summary>From many callers to the one thread that writes. Callers hold its gate for one addition and never wait for the disk.</summary>
internal sealed class StepQueue
{
    private readonly object _gate = new();
    private List<Step> _steps = [];
    private bool _isClosed;
    private bool _isAwaited;

    /// <returns><see langword="false"/>: it is closed.</returns>
    public bool TryAdd(Step step)
    {
        lock (_gate)
        {
            if (_isClosed) return false;
            _steps.Add(step);
            if (_isAwaited) Monitor.Pulse(_gate);
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
    public bool Take(ref List<Step> taken)
    {
        lock (_gate)
        {
            _isAwaited = true;
            while (_steps.Count == 0 && !_isClosed) Monitor.Wait(_gate);
            _isAwaited = false;
            (taken, _steps) = (_steps, taken);
            return taken.Count > 0;
        }
    }
}
